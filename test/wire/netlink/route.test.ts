import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IpAddress } from '../../../src/model/address.ts';
import type { Route } from '../../../src/model/host/routing.ts';
import { decodeRoute, encodeRoute, encodeRouteDump, routeIdentity } from '../../../src/wire/netlink/route.ts';
import { aRoute, net } from '../../support/configs.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (...parts: readonly string[]): string => parts.join('');
const message = (body: Uint8Array) => ({ type: 24, flags: 0, sequence: 0, body });
const ip = (text: string): IpAddress => text as IpAddress;

/** Laid out as rtnetlink(7) says; the table always stands in an attribute, too. */
test.each<[string, Route, number | undefined, string]>([
  [
    'default dev 7',
    aRoute({ scope: 253 }),
    7,
    bytes('02000000fe76fd0100000000', '0800040007000000', '08000f00fe000000'),
  ],
  [
    '10.1.0.0/16 via 10.9.0.254 src 10.9.0.1 metric 5 onlink',
    aRoute({ to: net('10.1.0.0', 16), via: ip('10.9.0.254'), source: ip('10.9.0.1'), metric: 5, onlink: 'yes' }),
    7,
    bytes(
      '02100000fe76000104000000',
      '080001000a010000',
      '080005000a0900fe',
      '0800040007000000',
      '080007000a090001',
      '0800060005000000',
      '08000f00fe000000',
    ),
  ],
  [
    'blackhole 10.1.0.0/16 table 1000 tos 16',
    aRoute({ type: 'blackhole', to: net('10.1.0.0', 16), table: 1000, tos: 16 }),
    undefined,
    bytes('02100010fc76000600000000', '080001000a010000', '08000f00e8030000'),
  ],
  [
    'fd00:1::/32 via fd00::1 mtu 1400',
    aRoute({ to: net('fd00:1::', 32), via: ip('fd00::1'), metrics: { mtu: 1400 } }),
    undefined,
    bytes(
      '0a200000fe76000100000000',
      '14000100fd000001000000000000000000000000',
      '14000500fd000000000000000000000000000001',
      '0c0008800800020078050000',
      '08000f00fe000000',
    ),
  ],
])('%s', (_words, route, device, sent) => {
  expect(hex(encodeRoute(route, device, 0x76))).toBe(sent);
});

test('what was sent is recognised when the kernel reports it', () => {
  const routes = [
    aRoute({ to: net('10.1.0.0', 16), table: 1000, metric: 7, tos: 4 }),
    aRoute(),
    aRoute({ to: net('fd00:1::', 32), metric: 5 }),
  ];
  for (const route of routes) {
    const body = encodeRoute(route, 7, 0x76);
    expect(decodeRoute(message(body))).toEqual({ ...routeIdentity(route), protocol: 0x76, body });
  }
  // an IPv6 route without a metric gets the kernel's
  expect(routeIdentity(aRoute({ to: net('fd00:1::', 32) })).metric).toBe(1024);
});

test('a dump asks for one family and one protocol', () => {
  expect(hex(encodeRouteDump(4, 0x76))).toBe('020000000076000000000000');
  expect(hex(encodeRouteDump(6, 4))).toBe('0a0000000004000000000000');
});

test('other families and no bytes whatever make the reader throw', () => {
  expect(decodeRoute(message(Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))).toBeUndefined();
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (body) => void decodeRoute(message(body))));
});
