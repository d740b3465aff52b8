import { expect, test } from 'vitest';
import { HostView } from '../../src/dataplane/host-view.ts';
import { Member } from '../../src/dataplane/member.ts';
import { Receiver } from '../../src/dataplane/receive.ts';
import type { PacketRemark } from '../../src/ipc/messages.ts';
import type { IpAddress } from '../../src/model/address.ts';
import type { InstanceConfig } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';
import type { Vrid } from '../../src/model/vrid.ts';
import type { ReceivedPacket } from '../../src/ports/network.ts';
import { advertPackets } from '../../src/vrrp/outgoing.ts';
import type { VrrpState } from '../../src/vrrp/state.ts';
import { createInstance } from '../../src/vrrp/step.ts';
import { instanceConfig } from '../support/configs.ts';
import { SimulatedLan } from '../sim/world/lan.ts';

const PEER = '10.9.0.2' as IpAddress;

function receiving(
  state: VrrpState = 'backup',
  config: Partial<InstanceConfig> = {},
): {
  receiver: Receiver;
  member: Member;
  remarks: PacketRemark[];
} {
  const host = new HostView(new SimulatedLan().host('10.9.0.1'));
  host.refresh();
  const tracking = { effectivePriority: 100 as Priority, faults: [], waitingFor: [], sum: 'base 100' };
  const instance = createInstance(instanceConfig(config), tracking, '10.9.0.1' as IpAddress);
  const member = new Member({ ...instance, state, phase: 'running' }, 0);
  const remarks: PacketRemark[] = [];
  return {
    receiver: new Receiver(new Map([['VI_1', member]]), host, (remark) => remarks.push(remark)),
    member,
    remarks,
  };
}

function packet(config: Partial<InstanceConfig> = {}, source = PEER, priority = 150): ReceivedPacket {
  const sent = advertPackets(instanceConfig(config), source, priority as Priority)[0];
  if (sent === undefined) throw new Error('no packet');
  return { ...sent, interfaceIndex: 2, ipHeaderBytes: 20, ipTotalLength: 20 + sent.payload.length };
}

const counters = (member: Member): Readonly<Record<string, number>> => member.snapshot(0).counters;

test('an advert for an instance comes through decoded and is counted', () => {
  const { receiver, member, remarks } = receiving();
  expect(receiver.accept(packet(), 0)?.advert).toMatchObject({ vrid: 51, priority: 150 });
  expect(counters(member).adverts_received).toBe(1);
  expect(remarks).toEqual([]);
});

test('RX-21 with v3_checksum auto the form that was heard is counted, and is the one to answer in', () => {
  const { receiver, member } = receiving('backup', { version: 3, v3Checksum: 'auto' });
  expect(member.checksumHeard).toBe('pseudo');
  for (const v3Checksum of ['pseudo', 'rfc9568'] as const) {
    expect(receiver.accept(packet({ version: 3, v3Checksum }), 0)).toBeDefined();
  }
  expect(counters(member)).toMatchObject({ rx_csum_pseudo: 1, rx_csum_rfc9568: 1 });
  expect(member.checksumHeard).toBe('rfc9568');
});

test('a form of checksum that was not heard before is news, and priority 0 is counted by itself', () => {
  const { receiver, member } = receiving('backup', { version: 3, v3Checksum: 'auto' });
  const heard = (v3Checksum: 'pseudo' | 'rfc9568') =>
    receiver.accept(packet({ version: 3, v3Checksum }, PEER, 0), 0)?.checksum;
  expect([heard('pseudo'), heard('rfc9568'), heard('rfc9568')]).toEqual(['as before', 'new', 'as before']);
  expect(counters(member)).toMatchObject({ adverts_received: 3, priority_zero_received: 3 });
  expect(member.snapshot(0).checksumHeard).toBe('rfc9568');
});

test('RX-27 a wrong password is dropped, counted, and said with the sender', () => {
  const { receiver, member, remarks } = receiving('backup', { authentication: { type: 'pass', password: '1111' } });
  const wrong = packet({ authentication: { type: 'pass', password: '2222' } });
  expect(receiver.accept(wrong, 0)).toBeUndefined();
  expect(counters(member).rx_auth_failure).toBe(1);
  const refused = { source: PEER, text: 'received an invalid passwd!', count: 1 };
  expect(member.snapshot(9_999_999).refused).toEqual([refused]);
  expect(member.snapshot(10_000_000).refused).toEqual([]);
  expect(remarks).toMatchObject([{ instance: 'VI_1', source: PEER, was: 'dropped', counter: 'rx_auth_failure' }]);
});

test('RX-14, RX-15 another VRID or interface is nobody’s, silently unless asked', () => {
  const { receiver, remarks } = receiving();
  const stranger = packet({ vrid: 77 as Vrid });
  expect(receiver.accept(stranger, 0)).toBeUndefined();
  expect(receiver.accept({ ...packet(), interfaceIndex: 9 }, 0)).toBeUndefined();
  expect(remarks).toEqual([]);
  receiver.unknownVrids = 'log';
  receiver.accept(stranger, 0);
  expect(remarks).toMatchObject([{ instance: 'unknown', counter: 'rx_vrid_unknown' }]);
});

test('RX-50 in init and fault adverts change nothing', () => {
  for (const state of ['init', 'fault'] as const) {
    const { receiver, member } = receiving(state);
    expect(receiver.accept(packet(), 0)).toBeUndefined();
    expect(counters(member).rx_ignored_state).toBe(1);
  }
});

test('RX-35 another address list is accepted, counted and said', () => {
  const { receiver, member, remarks } = receiving();
  const other = packet({ vips: [] });
  expect(receiver.accept(other, 0)).toBeDefined();
  expect(counters(member)).toMatchObject({ adverts_received: 1, rx_addrlist_error: 1 });
  expect(remarks).toMatchObject([{ was: 'accepted' }]);
  expect(remarks[0]?.text).toContain('10.9.0.100');
});
