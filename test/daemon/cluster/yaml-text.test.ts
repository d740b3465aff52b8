import { expect, test } from 'vitest';
import { parseYaml } from '../../../src/daemon/cluster/yaml-text.ts';

const scalar = (source: string, start: number, style = 'plain') =>
  expect.objectContaining({ kind: 'scalar', source, style, start });

test('a text becomes values with places, source text and anchors', () => {
  const { root, faults } = parseYaml('a: 0123\nb: &x [1, "y"]\nc: *x\nd:\n');
  expect(faults).toEqual([]);
  expect(root).toMatchObject({
    kind: 'map',
    pairs: [
      { key: scalar('a', 0), value: scalar('0123', 3) },
      { value: { kind: 'list', anchor: 'x', items: [scalar('1', 15), scalar('y', 18, 'quoted')] } },
      { value: { kind: 'alias', name: 'x', start: 26, end: 28 } },
      { value: scalar('', 31) },
    ],
  });
});

test.each([
  ['', []],
  ['a:\n\tb: 1\n', ['tab']],
  ['a: 1\n---\nb: 2\n', ['several documents']],
  ['a: "x', ['syntax']],
])('faults of %j lie within it', (text, kinds) => {
  const { root, faults } = parseYaml(text);
  expect(root).toBeUndefined();
  expect(faults.map(({ kind }) => kind)).toEqual(kinds);
  for (const { start, end } of faults) expect(start <= end && end <= text.length).toBe(true);
});

test.each([
  ['brackets', '['],
  ['braces', '{'],
  ['braces with keys', '{ a: '],
  ['list items', '- '],
  ['questions', '? '],
])('%s without end are a fault, whatever the stack holds', (_what, open) => {
  expect(parseYaml(open.repeat(50_000)).faults.map(({ kind }) => kind)).toEqual(['too deep']);
});

test('indented blocks without end, too', () => {
  const text = Array.from(
    { length: 1000 },
    (_, level) => `${' '.repeat(level)}a:
`,
  ).join('');
  expect(parseYaml(text).faults.map(({ kind }) => kind)).toEqual(['too deep']);
});
