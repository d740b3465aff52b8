import { expect, test } from 'vitest';
import { listeningDevice, sendingDevice, virtualMac } from '../../../src/model/host/vmac.ts';
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
