import { expect, test } from 'vitest';
import { expectationOf, rangesOf } from '../../../../src/config/keepalived/block/expectation.ts';
import type { Report } from '../../../../src/config/diagnostic.ts';
import type { Token } from '../../../../src/config/keepalived/read/tokens.ts';

/** What reading gave, and what it reported. */
function reading<Value>(text: string, read: (token: Token, report: Report) => Value): [Value, ...string[]] {
  const reported: string[] = [];
  const token: Token = { text, span: { file: 'f', start: 0, end: text.length }, kind: 'quoted' };
  const value = read(token, (code, _span, message) => reported.push(`${code} ${message}`));
  return [value, ...reported];
}

test.each([
  ['ready', { type: 'text', text: 'ready' }],
  ['/run', { type: 'text', text: '/run' }],
  ['/^220 /i', { type: 'pattern', source: '^220 ', flags: 'i' }],
  ['/a/b/', { type: 'pattern', source: 'a/b', flags: '' }],
])('%j is read', (text, value) => {
  expect(reading(text, expectationOf)).toEqual([value]);
});

test.each([
  ['', 'empty text is in every answer'],
  ['//', 'an empty pattern matches every answer'],
  ['/(/', 'Invalid regular expression: /(/'],
  ['/a/g', '"g" behind the pattern: only i, m, s and u may stand there'],
  ['/a/ii', 'Invalid flags'],
])('%j is refused', (text, words) => {
  expect(reading(text, expectationOf)).toEqual([undefined, expect.stringContaining(`CONF-331 ${words}`)]);
});

test('a repetition of a repetition draws a warning, an ordinary group does not', () => {
  expect(reading('/^(a+)+$/', expectationOf)[1]).toMatch(/^CONF-336 /);
  expect(reading('/^(\\+)+ (ok|ready)+$/', expectationOf)).toHaveLength(1);
});

const ranges = (text: string) =>
  reading(text, (token, report) => rangesOf(token, { name: 'status', min: 100, max: 599 }, report));

test('numbers and spans are read, and limits hold', () => {
  expect(ranges('200-299,401')).toEqual([
    [
      { from: 200, to: 299 },
      { from: 401, to: 401 },
    ],
  ]);
  for (const text of ['', '2xx', '200,', '299-200', '200-', '-200']) {
    expect(ranges(text)).toEqual([undefined, expect.stringContaining('CONF-332 ')]);
  }
  expect(ranges('99')).toEqual([undefined, 'CONF-202 status must be within 100 to 599']);
});
