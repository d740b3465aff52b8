import { expect, test } from 'vitest';
import { codesOf, faultsOf, GOOD, loadText } from '../../../loading.ts';

const port = (name: string): string => `check ${name} {\n file {\n path /run/ready\n}\n}\n`;
const group = (name: string, lines: string): string => `check_group ${name} {\n${lines}\n}\n`;
const tracked = (blocks: string, lines: string): string =>
  GOOD.replace('vrrp_instance', `${blocks}vrrp_instance`).replace(
    'track_script {',
    `track_check {\n${lines}\n}\ntrack_script {`,
  );

test('a group is tracked by its name, and its members come with it', () => {
  const blocks =
    port('a') + port('b') + port('spare') + group('pair', 'of { a b }\nneed at_least 1\nweight -30\nwarn_weight -5');
  const loaded = loadText(tracked(blocks, 'pair'));
  expect(faultsOf(loaded)).toEqual([]);
  expect(loaded.model?.groups).toEqual([{ name: 'pair', of: ['a', 'b'], need: { atLeast: 1 } }]);
  expect(loaded.model?.checks.map(({ name }) => name)).toEqual(['chk', 'a', 'b']);
  expect(loaded.model?.instances[0]?.trackedChecks).toContainEqual({
    name: 'pair',
    weight: -30,
    warnWeight: -5,
    reverse: 'normal',
  });
});

test.each([
  ['', 'all'],
  ['need any', 'any'],
  ['need majority', 'majority'],
  ['need at_least 2', { atLeast: 2 }],
])('%j needs %j', (line, need) => {
  const loaded = loadText(tracked(port('a') + port('b') + group('pair', `of {\na\nb\n}\n${line}`), 'pair weight -20'));
  expect(loaded.model?.groups[0]?.need).toEqual(need);
});

test('groups may hold groups and scripts', () => {
  const blocks = port('a') + group('inner', 'of { a chk }') + group('outer', 'of { inner }');
  expect(loadText(tracked(blocks, 'outer')).model?.groups.map(({ name, of }) => [name, of])).toEqual([
    ['inner', ['a', 'chk']],
    ['outer', ['inner']],
  ]);
});

test('a group shares the names of checks', () => {
  expect(codesOf(loadText(tracked(port('a') + group('a', 'of { chk }'), 'a')))).toContain('CONF-115');
});

test.each([
  ['need at_least', 'CONF-104'],
  ['need at_least x', 'CONF-201'],
  ['need most', 'CONF-212'],
  ['need any 2', 'CONF-105'],
])('%s is refused or remarked', (line, code) => {
  expect(codesOf(loadText(tracked(port('a') + group('g', `of { a }\n${line}`), 'g')))).toContain(code);
});

test('a group that nobody tracks is said', () => {
  expect(codesOf(loadText(tracked(group('g', 'of { chk }'), '')))).toContain('CONF-303');
});
