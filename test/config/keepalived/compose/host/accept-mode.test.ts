import { expect, test } from 'vitest';
import { codesOf, GOOD, loadText } from '../../../loading.ts';

const withLines = (...lines: readonly string[]) =>
  loadText(GOOD.replace('    priority 150', lines.map((line) => `    ${line}\n`).join('') + '    priority 150'));

const modeOf = (...lines: readonly string[]): unknown => withLines(...lines).model?.instances[0]?.acceptMode;

test('packets are accepted unless no_accept is the last word', () => {
  expect(modeOf()).toBe('accept');
  expect(modeOf('no_accept')).toBe('refuse');
  expect(modeOf('accept', 'no_accept')).toBe('refuse');
  expect(modeOf('no_accept', 'accept')).toBe('accept');
});

test('whoever owns the address takes its packets', () => {
  const owner = loadText(GOOD.replace('priority 150', 'priority 255\n    no_accept'));
  expect(codesOf(owner)).toContain('CONF-443');
  expect(owner.model?.instances[0]?.acceptMode).toBe('accept');
});
