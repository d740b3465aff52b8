import { expect, test } from 'vitest';
import { shown } from '../../../../src/probes/native/net/shown.ts';

test('what a peer said is one short line in quotes, safe on a terminal', () => {
  expect(shown('220 "mail"\r\nx')).toBe('"220 \\"mail\\" x"');
  expect(shown('\u001b[31mred\u001b[0m\u0000\u0007')).toBe('"red"');
  expect(shown('ä'.repeat(100))).toBe(`"${'ä'.repeat(80)}…"`);
});
