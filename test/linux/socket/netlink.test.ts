import { expect, test } from 'vitest';
import { orThrow } from '../../../src/linux/libc.ts';
import { openRouteSocket, RouteSocket } from '../../../src/linux/socket/netlink.ts';
import { encodeLinkDump, decodeLink, RTM_GETLINK } from '../../../src/wire/netlink/link.ts';

const UNKNOWN_TYPE = 0x3f0;

test('a refusal carries the errno and does not disturb the next answer', () => {
  const route = new RouteSocket(orThrow(openRouteSocket()));
  const refused = route.request('asking for the unknown', UNKNOWN_TYPE, 0, new Uint8Array(16));
  expect(refused).toMatchObject({ ok: false, error: { errno: expect.stringMatching(/^E[A-Z]+$/) as string } });
  expect(refused.ok ? '' : refused.error.text).toMatch(/^asking for the unknown: /);
  const links = orThrow(route.dump('reading', [RTM_GETLINK, encodeLinkDump()], decodeLink));
  expect(links.map(({ name }) => name)).toContain('lo');
  route.close();
});
