import { expect, test } from 'vitest';
import { Announcer } from '../../src/dataplane/announcer.ts';
import type { IpAddress } from '../../src/model/address.ts';
import type { Link } from '../../src/ports/network.ts';

const eth0: Link = { index: 2, name: 'eth0', mac: new Uint8Array(6), mtu: 1500, running: 'yes', kind: 'ethernet' };
const eth1: Link = { ...eth0, index: 3, name: 'eth1' };

function announcerAt(time: { nowUs: number }): { announcer: Announcer; sent: string[] } {
  const sent: string[] = [];
  const announcer = new Announcer({ nowUs: () => time.nowUs }, (address, link) => sent.push(`${address} ${link.name}`));
  return { announcer, sent };
}

const add = (announcer: Announcer, address: string, link: Link, gapUs: number, instance = 'VI_1'): void =>
  announcer.add({ instance, address: address as IpAddress, link, device: link.name, gapUs });

test('without an interval all announcements leave at once and in order', () => {
  const { announcer, sent } = announcerAt({ nowUs: 5 });
  for (const address of ['10.0.0.1', '10.0.0.2']) add(announcer, address, eth0, 0);
  announcer.run();
  expect(sent).toEqual(['10.0.0.1 eth0', '10.0.0.2 eth0']);
  expect(announcer.nextDueUs()).toBe(Infinity);
});

test('an interval keeps the gap on one interface and does not hold back another', () => {
  const time = { nowUs: 1000 };
  const { announcer, sent } = announcerAt(time);
  for (const address of ['10.0.0.1', '10.0.0.2']) add(announcer, address, eth0, 500);
  add(announcer, '10.1.0.1', eth1, 500);
  announcer.run();
  expect(sent).toEqual(['10.0.0.1 eth0', '10.1.0.1 eth1']);
  expect(announcer.nextDueUs()).toBe(1500);
  time.nowUs = 1499;
  announcer.run();
  expect(sent).toHaveLength(2);
  time.nowUs = 1500;
  announcer.run();
  expect(sent.at(-1)).toBe('10.0.0.2 eth0');
});

test('an address that is given up is announced no more, the others of its instance are', () => {
  const { announcer, sent } = announcerAt({ nowUs: 0 });
  for (const address of ['10.0.0.1', '10.0.0.2']) add(announcer, address, eth0, 0);
  add(announcer, '10.0.0.1', eth1, 0, 'VI_2');
  announcer.withdraw('VI_1', '10.0.0.1' as IpAddress);
  announcer.run();
  expect(sent).toEqual(['10.0.0.2 eth0', '10.0.0.1 eth1']);
});

test('neighbour advertisements do not wait for ARP', () => {
  const { announcer, sent } = announcerAt({ nowUs: 1000 });
  for (const address of ['10.0.0.1', '10.0.0.2', 'fd00::1', 'fd00::2']) add(announcer, address, eth0, 500);
  announcer.run();
  expect(sent).toEqual(['10.0.0.1 eth0', 'fd00::1 eth0']);
});

test('what waits is cancelled with its instance', () => {
  const { announcer, sent } = announcerAt({ nowUs: 0 });
  add(announcer, '10.0.0.1', eth0, 0, 'VI_1');
  add(announcer, '10.0.0.2', eth0, 0, 'VI_2');
  announcer.cancel('VI_1');
  announcer.run();
  expect(sent).toEqual(['10.0.0.2 eth0']);
});

test('interfaces of one group share their gap, whatever their instances say, and keep ARP and NA apart', () => {
  const time = { nowUs: 1000 };
  const { announcer, sent } = announcerAt(time);
  announcer.pace([{ devices: ['eth0', 'eth1'], garpIntervalMs: 2, neighbourAdvertIntervalMs: 0 }]);
  add(announcer, '10.0.0.1', eth0, 0);
  add(announcer, '10.1.0.1', eth1, 500_000);
  add(announcer, 'fd00::1', eth1, 500_000);
  add(announcer, 'fd00::2', eth1, 500_000);
  announcer.run();
  expect(sent).toEqual(['10.0.0.1 eth0', 'fd00::1 eth1', 'fd00::2 eth1']);
  expect(announcer.nextDueUs()).toBe(3000);
  time.nowUs = 3000;
  announcer.run();
  expect(sent.at(-1)).toBe('10.1.0.1 eth1');
});

test('an announcement that waits keeps to new groups', () => {
  const time = { nowUs: 1000 };
  const { announcer, sent } = announcerAt(time);
  for (const address of ['10.0.0.1', '10.0.0.2']) add(announcer, address, eth0, 500_000);
  announcer.run();
  announcer.pace([{ devices: ['eth0'], garpIntervalMs: 0, neighbourAdvertIntervalMs: 0 }]);
  announcer.run();
  expect(sent).toEqual(['10.0.0.1 eth0', '10.0.0.2 eth0']);
});
