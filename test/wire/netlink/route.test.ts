import { expect, test } from 'vitest';
import { encodeDefaultRoute } from '../../../src/wire/netlink/route.ts';

test('a default route names its link and nothing else', () => {
  expect([...encodeDefaultRoute(7)]).toEqual([2, 0, 0, 0, 254, 4, 253, 1, 0, 0, 0, 0, 8, 0, 4, 0, 7, 0, 0, 0]);
});
