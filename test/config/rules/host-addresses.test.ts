import { expect, test } from 'vitest';
import type { HostFacts } from '../../../src/config/host-facts.ts';
import type { IpAddress } from '../../../src/model/address.ts';
import { GOOD, HOST, loadText } from '../loading.ts';

/** The VIP of GOOD, beside `others`, on eth0. */
const hostWith = (...others: readonly string[]): HostFacts => ({
  ...HOST,
  interfaces: [
    {
      name: 'eth0',
      mtuBytes: 1500,
      addresses: [...others, '192.0.2.100'].map((address) => ({ address: address as IpAddress, prefixLength: 24 })),
    },
  ],
});

const found504 = (host: HostFacts): readonly string[] =>
  loadText(GOOD, { host })
    .diagnostics.filter(({ code }) => code === 'CONF-504')
    .map(({ severity, message }) => `${severity}: ${message}`);

test('a VIP that is the only address of its interface would take the host off the net', () => {
  expect(found504(hostWith())).toEqual(["error: 192.0.2.100 is this host's own address"]);
});

test('a VIP beside an own address may be held by the daemon that is to be replaced', () => {
  expect(found504(hostWith('192.0.2.11'))).toEqual(['warning: 192.0.2.100 is on this host now']);
});

test('a VIP that this daemon holds is no finding', () => {
  expect(found504({ ...hostWith('192.0.2.11'), ownVips: ['192.0.2.100' as IpAddress] })).toEqual([]);
});
