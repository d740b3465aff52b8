import { expect, test } from 'vitest';
import { codesOf, faultsOf, GOOD, loadText, portCheck } from '../../../loading.ts';

const check = (name: string, lines = ''): string => `check ${name} {\n file {\n path /run/ready\n}\n${lines}\n}\n`;
const namesIn = (text: string): readonly string[] | undefined => loadText(text).model?.checks.map(({ name }) => name);

test('without an instance every check and group is asked for', () => {
  const loaded = loadText(portCheck('', `${check('other')}check_group both {\n of { port other }\n}\n`));
  expect(codesOf(loaded)).toEqual([]);
  expect(loaded.model).toMatchObject({
    instances: [],
    checks: [{ name: 'port' }, { name: 'other' }],
    groups: [{ name: 'both' }],
  });
});

test('with an instance a check that has no effect is left out, and said', () => {
  expect(namesIn(GOOD + check('spare'))).toEqual(['chk']);
  expect(codesOf(loadText(GOOD + check('spare')))).toContain('CONF-303');
});

test.each([
  ['tells somebody', 'on_change "/usr/bin/logger x"'],
  ['helps the service up', 'recover {\n run "/usr/bin/systemctl restart x"\n within 0\n}'],
])('one that %s stays without being tracked', (_what, lines) => {
  const loaded = loadText(GOOD + check('spare', lines));
  expect(faultsOf(loaded)).toEqual([]);
  expect(codesOf(loaded)).not.toContain('CONF-303');
  expect(loaded.model?.checks.map(({ name }) => name)).toEqual(['chk', 'spare']);
  expect(loaded.untracked).toEqual([]);
});

test('what a tracked check needs comes with it, however far', () => {
  const text =
    GOOD.replace('    fall 3', '    fall 3\n    needs { a }') + check('a', 'needs { b }') + check('b') + check('c');
  expect(namesIn(text)).toEqual(['chk', 'a', 'b']);
});

test('what is left out is still there for who runs checks alone', () => {
  expect(loadText(GOOD + check('spare')).untracked.map(({ name }) => name)).toEqual(['spare']);
});
