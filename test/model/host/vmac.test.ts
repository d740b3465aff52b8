import { expect, test } from 'vitest';
import {
  isIpv6Mac,
  listeningDevice,
  sendingDevice,
  sourceDevice,
  virtualMac,
  vmacLinkLocal,
} from '../../../src/model/host/vmac.ts';
import type { InstanceConfig } from '../../../src/model/instance.ts';
import type { Vrid } from '../../../src/model/vrid.ts';
import { instanceConfig } from '../../support/configs.ts';

const UNICAST = { mode: 'unicast', peers: [], ttl: 255 } as const;
const vmac = (transmit: 'vmac' | 'base') => ({ name: 'vrrp.51', transmit });

const devices = (config: InstanceConfig) => [sendingDevice(config), listeningDevice(config)];

test.each([
  [1, '00:00:5e:00:01:01'],
  [51, '00:00:5e:00:01:33'],
  [255, '00:00:5e:00:01:ff'],
])('PK-22 the virtual MAC of VRID %i', (vrid, mac) => {
  expect(virtualMac({ vrid: vrid as Vrid, family: 4 })).toBe(mac);
  expect(virtualMac({ vrid: vrid as Vrid, family: 6 })).toBe(mac.replace('00:01:', '00:02:'));
});

test('multicast is heard on the vmac wherever adverts leave from; unicast comes to the interface', () => {
  expect(devices(instanceConfig())).toEqual(['eth0', 'eth0']);
  expect(devices(instanceConfig({ vmac: vmac('vmac') }))).toEqual(['vrrp.51', 'vrrp.51']);
  expect(devices(instanceConfig({ vmac: vmac('base') }))).toEqual(['eth0', 'vrrp.51']);
  expect(devices(instanceConfig({ vmac: vmac('base'), cast: UNICAST }))).toEqual(['eth0', 'eth0']);
});

test('over IPv6 a vmac speaks from an address of its own, another one on every node and for every VRID', () => {
  const six = instanceConfig({ family: 6, vmac: vmac('vmac') });
  expect(sourceDevice(six)).toBe('vrrp.51');
  expect(sourceDevice({ ...six, vmac: vmac('base') })).toBe('eth0');
  expect(sourceDevice({ ...six, cast: UNICAST })).toBe('eth0');
  expect(sourceDevice({ ...six, family: 4 })).toBe('eth0');
  const base = Uint8Array.of(0x02, 0xab, 0xcd, 0x01, 0x02, 0x03);
  expect(vmacLinkLocal(base, virtualMac({ vrid: 51 as Vrid, family: 6 }))).toBe('fe80::ab:cd5e:3301:203');
  expect(vmacLinkLocal(base, virtualMac({ vrid: 52 as Vrid, family: 6 }))).toBe('fe80::ab:cd5e:3401:203');
  expect([4, 6].map((family) => isIpv6Mac(virtualMac({ vrid: 51 as Vrid, family: family as 4 | 6 })))).toEqual([
    false,
    true,
  ]);
});
