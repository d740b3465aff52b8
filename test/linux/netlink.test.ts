import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { orThrow } from '../../src/linux/libc.ts';
import { Netlink } from '../../src/linux/netlink.ts';

test('links and addresses agree with what Node sees', () => {
  const netlink = orThrow(Netlink.open());
  const links = orThrow(netlink.links());
  const addresses = orThrow(netlink.addresses());
  netlink.close();
  for (const [name, entries = []] of Object.entries(networkInterfaces())) {
    const link = links.find((each) => each.name === name);
    for (const { address } of entries) {
      expect(addresses).toContainEqual(expect.objectContaining({ index: link?.index, address }));
    }
  }
});

test('loopback is there once, with index 1 and no neighbours', () => {
  const netlink = orThrow(Netlink.open());
  const loopbacks = orThrow(netlink.links()).filter(({ kind }) => kind === 'loopback');
  netlink.close();
  expect(loopbacks).toMatchObject([{ index: 1, name: 'lo', mac: new Uint8Array(6) }]);
});
