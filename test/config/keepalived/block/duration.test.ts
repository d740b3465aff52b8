import { expect, test } from 'vitest';
import { durationOf } from '../../../../src/config/keepalived/block/duration.ts';

const LIMITS = { name: 'hold_limit', min: 1, max: 600_000 };

/** The value in ms, or what was reported. */
function read(text: string): number | string | undefined {
  const reported: string[] = [];
  const token = { text, span: { file: 'f', start: 0, end: text.length }, kind: 'word' } as const;
  const value = durationOf(token, LIMITS, (code, _span, message) => reported.push(`${code} ${message}`));
  return reported[0] ?? value;
}

test.each([
  ['500ms', 500],
  ['2', 2000],
  ['0.25', 250],
  ['1.5s', 1500],
  ['10m', 600_000],
  ['0.1h', 360_000],
  ['0.0015s', 2],
])('%s is %d ms', (text, valueMs) => {
  expect(read(text)).toBe(valueMs);
});

test.each(['', 'fast', '5 s', '5sec', '1h30m', '-1', '+1', '1e3', '.5s', '5S'])('%j is no time', (text) => {
  expect(read(text)).toBe(`CONF-330 "${text}" is not a time`);
});

test.each(['0', '0.4ms', '601s', '1h'])('%s is out of range', (text) => {
  expect(read(text)).toBe('CONF-202 hold_limit must be 1ms to 10m');
});
