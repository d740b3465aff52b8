import { expect, test } from 'vitest';
import { Outbox } from '../../../src/dataplane/adverts/outbox.ts';
import { Member } from '../../../src/dataplane/member.ts';
import type { IpAddress } from '../../../src/model/address.ts';
import { PRIORITY_LEAVING, type Priority } from '../../../src/model/priority.ts';
import type { Outgoing, SendFailure, VrrpSocket } from '../../../src/ports/network.ts';
import { createInstance } from '../../../src/vrrp/step.ts';
import { instanceConfig } from '../../support/configs.ts';

const HIGH = 150 as Priority;
const SOCKET = {} as VrrpSocket;
const PEERS = ['10.9.0.2', '10.9.0.3'].map((address) => ({ address: address as IpAddress }));
const UNICAST = { mode: 'unicast', peers: PEERS, ttl: 255 } as const;

function memberOf(config: Parameters<typeof instanceConfig>[0] = {}): Member {
  const tracking = { effectivePriority: HIGH, faults: [], waitingFor: [], sum: '' };
  return new Member(createInstance(instanceConfig(config), tracking, '10.9.0.1' as IpAddress), 0);
}

function outboxOf(fails: (outgoing: Outgoing) => boolean = () => false): { outbox: Outbox; calls: Outgoing[][] } {
  const calls: Outgoing[][] = [];
  const error = { errno: 'EPERM', text: 'not permitted' };
  const sendAll = (all: readonly Outgoing[]): readonly SendFailure[] => {
    calls.push([...all]);
    return all.filter(fails).map((outgoing) => ({ outgoing, error }));
  };
  return { outbox: new Outbox({ sendAll }), calls };
}

const counters = (member: Member): Readonly<Record<string, number>> => member.snapshot(0).counters;

test('the adverts of many instances leave in one call, in order, and each is counted', () => {
  const { outbox, calls } = outboxOf();
  const [one, two] = [memberOf(), memberOf({ cast: UNICAST })];
  outbox.add(one, SOCKET, HIGH);
  outbox.add(two, SOCKET, PRIORITY_LEAVING);
  outbox.flush(() => {});
  outbox.flush(() => {});
  const sent = calls.map((call) => call.map(({ packet }) => `${packet.destination} ${packet.payload[2]}`));
  expect(sent).toEqual([['224.0.0.18 150', '10.9.0.2 0', '10.9.0.3 0']]);
  expect([counters(one).adverts_sent, counters(two).priority_zero_sent]).toEqual([1, 2]);
});

test('an advert is made once, and anew when priority, configuration, source or socket change', () => {
  const { outbox, calls } = outboxOf();
  const member = memberOf();
  const send = (socket = SOCKET, priority = HIGH): void => {
    outbox.add(member, socket, priority);
    outbox.flush(() => {});
  };
  const isNew = (): boolean => calls.at(-1)?.[0] !== calls.at(-2)?.[0];
  send();
  send();
  expect(isNew()).toBe(false);
  const changes: readonly (() => void)[] = [
    () => send(SOCKET, 90 as Priority),
    () => send({} as VrrpSocket),
    () => {
      member.instance = { ...member.instance, sourceAddress: '10.9.0.7' as IpAddress };
      send();
    },
    () => {
      member.instance = { ...member.instance, config: instanceConfig({ advertIntervalCs: 200 }) };
      send();
    },
  ];
  for (const change of changes) {
    change();
    expect(isNew()).toBe(true);
  }
  expect(calls.at(-1)?.[0]?.packet.payload[5]).toBe(2);
});

test('a packet that fails is told of with its error, and the others are counted', () => {
  const { outbox } = outboxOf(({ packet }) => packet.destination === PEERS[0]?.address);
  const member = memberOf({ cast: UNICAST });
  const failed: string[] = [];
  outbox.add(member, SOCKET, HIGH);
  outbox.flush((_member, { destination }, { errno }) => failed.push(`${destination} ${errno}`));
  expect(failed).toEqual(['10.9.0.2 EPERM']);
  expect(counters(member).adverts_sent).toBe(1);
});

test('with v3_checksum auto the next advert has the form that a peer was heard to speak', () => {
  const { outbox, calls } = outboxOf();
  const member = memberOf({ version: 3, v3Checksum: 'auto' });
  for (const heard of ['pseudo', 'rfc9568'] as const) {
    member.checksumHeard = heard;
    outbox.add(member, SOCKET, HIGH);
    outbox.flush(() => {});
  }
  const [asPseudo, asRfc] = calls.map((call) => call[0]?.packet.payload.subarray(6, 8).join());
  expect(asPseudo).not.toBe(asRfc);
});
