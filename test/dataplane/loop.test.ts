import { describe, expect, test } from 'vitest';
import { Dataplane } from '../../src/dataplane/loop.ts';
import type { CheckHealth } from '../../src/health/check-state.ts';
import type { FromDataplane } from '../../src/ipc/messages.ts';
import type { CheckGroup } from '../../src/model/check.ts';
import { VRRP_GROUPS } from '../../src/model/address.ts';
import type { InstanceConfig } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';
import { checkHealth, instanceConfig, vip, weigh, wantedModel } from '../support/configs.ts';
import type { SimulatedHost } from '../sim/world/host.ts';
import { SimulatedLan } from '../sim/world/lan.ts';

const SECOND_US = 1_000_000;
const VIP = '10.9.0.100';

interface Node {
  readonly host: SimulatedHost;
  readonly plane: Dataplane;
  readonly said: FromDataplane[];
}

function node(lan: SimulatedLan, address: string, config: Partial<InstanceConfig>, startupDelayMs = 0): Node {
  const host = lan.host(address);
  const said: FromDataplane[] = [];
  const plane = new Dataplane({
    network: host,
    clock: lan.time.clock(),
    emit: (message) => void said.push(message),
    afterInput: (callback) => callback(),
  });
  expect(plane.open().ok).toBe(true);
  give(plane, 1, [instanceConfig(config)], startupDelayMs);
  return { host, plane, said };
}

function give(
  plane: Dataplane,
  generation: number,
  instances: readonly InstanceConfig[],
  startupDelayMs = 0,
  groups: readonly CheckGroup[] = [],
  maintenance: string | 'none' = 'none',
): void {
  plane.onMessage({
    type: 'model',
    generation,
    model: wantedModel({ instances, groups, startupDelayMs, maintenance }),
  });
}

function verdict(plane: Dataplane, health: CheckHealth['health'], validForMs = 3000): void {
  const blame = health === 'down' ? 'service' : 'none';
  plane.onMessage({
    type: 'verdict',
    verdict: checkHealth({ health, blame, reason: `it is ${health}` }),
    validForMs,
  });
}

const transitions = ({ said }: Node): readonly string[] =>
  said.flatMap((message) => (message.type === 'transition' ? [`${message.to} because ${message.cause.kind}`] : []));

const tracked = (weight: number): Partial<InstanceConfig> => ({
  trackedChecks: [{ name: 'nginx', weight, warnWeight: 'weight', reverse: 'normal' }],
});

function pair(config: Partial<InstanceConfig> = {}): { lan: SimulatedLan; a: Node; b: Node } {
  const lan = new SimulatedLan();
  const a = node(lan, '10.9.0.1', { ...config, basePriority: 150 as Priority });
  const b = node(lan, '10.9.0.2', { ...config, basePriority: 100 as Priority });
  return { lan, a, b };
}

describe('over IPv6', () => {
  const own = ['fe80::a', 'fe80::b'];
  const six: Partial<InstanceConfig> = {
    version: 3,
    family: 6,
    cast: { mode: 'multicast', group: VRRP_GROUPS[6] },
    vips: [vip('fe80::100'), vip('fd00:9::100')],
  };

  test('the higher priority takes the VIPs, speaks from its link-local address and announces each', () => {
    const lan = new SimulatedLan();
    const [a, b] = [150, 100].map((priority, i) =>
      node(lan, own[i] ?? '', { ...six, basePriority: priority as Priority }),
    );
    lan.time.advance(5 * SECOND_US);
    expect([a, b].map((each) => each?.host.holds('fd00:9::100'))).toEqual([true, false]);
    expect(lan.wire.map(({ packet: { source, destination, ttl } }) => `${source} ${destination} ${ttl}`)).toEqual(
      lan.wire.map(() => 'fe80::a ff02::12 255'),
    );
    expect(new Set(a?.host.announced)).toEqual(new Set(['fe80::100', 'fd00:9::100']));
    a?.plane.leave('SIGTERM');
    lan.time.advance(1 * SECOND_US);
    expect([a, b].map((each) => each?.host.holds('fd00:9::100'))).toEqual([false, true]);
  });

  test('one VRID serves both families on one interface, by two instances', () => {
    const lan = new SimulatedLan();
    const both = [own[0], own[1]].map((address, i) => {
      const priority = { basePriority: (i === 0 ? 150 : 100) as Priority };
      const made = node(lan, `10.9.0.${i + 1}`, { ...priority });
      made.host.give(address ?? '');
      give(made.plane, 2, [instanceConfig(priority), instanceConfig({ ...six, ...priority, name: 'VI_6' })]);
      return made;
    });
    lan.time.advance(5 * SECOND_US);
    const held = both.map(({ host }) => [host.holds(VIP), host.holds('fd00:9::100')]);
    expect(held).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(both.flatMap(({ said }) => said.filter(({ type }) => type === 'packet'))).toEqual([]);
  });

  test('without a usable link-local address the instance is in FAULT; a duplicate is named', () => {
    const lan = new SimulatedLan();
    const only = node(lan, '10.9.0.1', six);
    const faults = (): readonly string[] => {
      lan.time.advance(2 * SECOND_US);
      const last = only.said.findLast((message) => message.type === 'snapshot');
      return last?.type === 'snapshot' ? (last.instances[0]?.faults ?? []) : [];
    };
    const state = (): string | undefined => transitions(only).at(-1);
    const none = 'interface eth0 has no link-local IPv6 address';
    expect([faults(), state()]).toEqual([[none], 'fault because fault']);
    only.host.give('fe80::a', 'tentative');
    expect([faults(), state()]).toEqual([[none], 'fault because fault']);
    only.host.give('fe80::a', 'duplicate');
    expect(faults()).toEqual(['another host has fe80::a too, so the kernel does not use it', none]);
    only.host.give('fe80::a', 'usable');
    expect([faults(), state()]).toEqual([[], 'backup because faultCleared']);
  });

  test('a link-local VIP that somebody takes away from its interface is missed', () => {
    const lan = new SimulatedLan();
    const only = node(lan, 'fe80::a', six);
    lan.time.advance(5 * SECOND_US);
    only.host.takeAway('fe80::100');
    lan.time.advance(0.1 * SECOND_US);
    expect(transitions(only).at(-1)).toBe('backup because vipTaken');
  });
});

describe('two nodes on one segment', () => {
  test('the higher priority takes the VIP and the other does not', () => {
    const { lan, a, b } = pair();
    lan.time.advance(5 * SECOND_US);
    expect([a.host.holds(VIP), b.host.holds(VIP)]).toEqual([true, false]);
    expect(transitions(a)).toEqual(['backup because started', 'master because masterSilent']);
    expect(a.host.announced.length).toBe(5);
  });

  test('a master that leaves says so once, and the backup takes over after its skew time', () => {
    const { lan, a, b } = pair();
    lan.time.advance(5 * SECOND_US);
    a.plane.leave('SIGTERM');
    expect(a.host.holds(VIP)).toBe(false);
    lan.time.advance(0.6 * SECOND_US);
    expect(b.host.holds(VIP)).toBe(false);
    lan.time.advance(0.1 * SECOND_US);
    expect(b.host.holds(VIP)).toBe(true);
    expect(transitions(b).at(-1)).toBe('master because masterLeft');
    expect(lan.wire.filter(({ from, packet }) => from === '10.9.0.1' && packet.payload[2] === 0)).toHaveLength(1);
  });

  test('a weight-0 check that fails puts its node into fault at once and the peer takes over', () => {
    const { lan, a, b } = pair(tracked(0));
    for (const { plane } of [a, b]) verdict(plane, 'up', 60_000);
    lan.time.advance(5 * SECOND_US);
    expect(a.host.holds(VIP)).toBe(true);
    verdict(a.plane, 'down', 60_000);
    expect(a.host.holds(VIP)).toBe(false);
    lan.time.advance(1 * SECOND_US);
    expect(b.host.holds(VIP)).toBe(true);
    expect(transitions(a).at(-1)).toBe('fault because fault');
  });

  test('a node in maintenance gives the VIP up to its peer, its checks do not count, and it comes back afterwards', () => {
    const { lan, a, b } = pair(tracked(0));
    for (const { plane } of [a, b]) verdict(plane, 'up', 600_000);
    lan.time.advance(5 * SECOND_US);
    const own = instanceConfig({ ...tracked(0), basePriority: 150 as Priority });
    give(a.plane, 2, [own], 0, [], 'new disk');
    verdict(a.plane, 'down', 600_000);
    lan.time.advance(5 * SECOND_US);
    expect([a.host.holds(VIP), b.host.holds(VIP)]).toEqual([false, true]);
    expect(transitions(a).at(-1)).toBe('backup because higherPriority');
    verdict(a.plane, 'up', 600_000);
    give(a.plane, 3, [own]);
    lan.time.advance(5 * SECOND_US);
    expect([a.host.holds(VIP), b.host.holds(VIP)]).toEqual([true, false]);
  });

  test('a weighted check lowers the priority, the peer preempts, and the VIP comes back after repair', () => {
    const { lan, a, b } = pair(tracked(-60));
    for (const { plane } of [a, b]) verdict(plane, 'up', 600_000);
    lan.time.advance(5 * SECOND_US);
    verdict(a.plane, 'down', 600_000);
    lan.time.advance(5 * SECOND_US);
    expect([a.host.holds(VIP), b.host.holds(VIP)]).toEqual([false, true]);
    expect(transitions(a).at(-1)).toBe('backup because higherPriority');
    verdict(a.plane, 'up', 600_000);
    lan.time.advance(5 * SECOND_US);
    expect([a.host.holds(VIP), b.host.holds(VIP)]).toEqual([true, false]);
  });

  test('a link that loses its carrier is a fault, and both agree again after it returns', () => {
    const { lan, a, b } = pair();
    lan.time.advance(5 * SECOND_US);
    a.host.setLink('no');
    lan.time.advance(5 * SECOND_US);
    expect([a.host.holds(VIP), b.host.holds(VIP)]).toEqual([false, true]);
    a.host.setLink('yes');
    lan.time.advance(6 * SECOND_US);
    expect([a.host.holds(VIP), b.host.holds(VIP)]).toEqual([true, false]);
  });
});

describe('one node', () => {
  test('an instance with a weight-0 check waits in init until the first result', () => {
    const lan = new SimulatedLan();
    const only = node(lan, '10.9.0.1', tracked(0));
    lan.time.advance(10 * SECOND_US);
    expect(only.host.holds(VIP)).toBe(false);
    expect(lan.wire).toHaveLength(0);
    verdict(only.plane, 'up', 60_000);
    lan.time.advance(5 * SECOND_US);
    expect(only.host.holds(VIP)).toBe(true);
  });

  test('a verdict that is not renewed goes stale and the node gives the VIP up', () => {
    const lan = new SimulatedLan();
    const only = node(lan, '10.9.0.1', tracked(0));
    verdict(only.plane, 'up', 6000);
    lan.time.advance(5 * SECOND_US);
    expect(only.host.holds(VIP)).toBe(true);
    lan.time.advance(2 * SECOND_US);
    expect(only.host.holds(VIP)).toBe(false);
    const snapshot = only.said.findLast((message) => message.type === 'snapshot');
    expect(snapshot?.instances[0]?.faults.join()).toContain('the check runner is silent');
  });

  test('TR-12 a member that is no longer renewed counts in its group, and the node gives the VIP up', () => {
    const lan = new SimulatedLan();
    const config = { trackedChecks: [weigh('web', 0)] };
    const only = node(lan, '10.9.0.1', config);
    const groups: readonly CheckGroup[] = [{ name: 'web', of: ['a', 'b'], need: 'all' }];
    give(only.plane, 2, [instanceConfig(config)], 0, groups);
    lan.time.advance(5 * SECOND_US);
    expect(transitions(only)).toEqual([]);
    const member = (check: string, validForMs: number): void =>
      only.plane.onMessage({ type: 'verdict', verdict: checkHealth({ check }), validForMs });
    member('a', 600_000);
    member('b', 8000);
    lan.time.advance(5 * SECOND_US);
    expect(only.host.holds(VIP)).toBe(true);
    lan.time.advance(4 * SECOND_US);
    expect(only.host.holds(VIP)).toBe(false);
    const fault = only.said.findLast((message) => message.type === 'transition');
    expect(JSON.stringify(fault)).toContain('1 of 2 up, 2 needed; b down (no result in time');
  });

  test('a reload that changes nothing moves nothing and sends nothing of its own', () => {
    const lan = new SimulatedLan();
    const only = node(lan, '10.9.0.1', {});
    lan.time.advance(5 * SECOND_US);
    const [sent, said] = [lan.wire.length, transitions(only).length];
    give(only.plane, 2, [instanceConfig()]);
    expect([lan.wire.length, transitions(only).length, only.host.holds(VIP)]).toEqual([sent, said, true]);
  });

  test('a reload adds and removes single VIPs of a master without touching the others', () => {
    const lan = new SimulatedLan();
    const only = node(lan, '10.9.0.1', {});
    lan.time.advance(5 * SECOND_US);
    only.host.announced.length = 0;
    give(only.plane, 2, [instanceConfig({ vips: [vip(VIP), vip('10.9.0.101')] })]);
    expect(only.host.holds('10.9.0.101')).toBe(true);
    expect(new Set(only.host.announced)).toEqual(new Set(['10.9.0.101']));
    give(only.plane, 3, [instanceConfig({ vips: [vip('10.9.0.101')] })]);
    expect([only.host.holds(VIP), only.host.holds('10.9.0.101')]).toEqual([false, true]);
    expect(transitions(only)).toHaveLength(2);
  });

  test('an instance that a reload removes says goodbye and takes its VIP along', () => {
    const lan = new SimulatedLan();
    const only = node(lan, '10.9.0.1', {});
    lan.time.advance(5 * SECOND_US);
    give(only.plane, 2, []);
    expect(only.host.holds(VIP)).toBe(false);
    expect(lan.wire.at(-1)?.packet.payload[2]).toBe(0);
    expect(only.said.findLast((message) => message.type === 'transition')?.notify).toBe('deleted');
  });

  test('a VIP that cannot be set is a fault: no master without its address', () => {
    const lan = new SimulatedLan();
    const only = node(lan, '10.9.0.1', {});
    only.host.refuseAddresses = { errno: 'EPERM', text: 'CAP_NET_ADMIN is missing' };
    lan.time.advance(5 * SECOND_US);
    expect(transitions(only).at(-1)).toBe('fault because fault');
    const snapshot = only.said.findLast((message) => message.type === 'snapshot');
    expect(snapshot?.instances[0]?.faults.join()).toContain('CAP_NET_ADMIN is missing');
    expect(lan.wire.at(-1)?.packet.payload[2]).toBe(0);
  });

  test('a VIP taken away by somebody else ends the mastership and the election starts again', () => {
    const lan = new SimulatedLan();
    const only = node(lan, '10.9.0.1', {});
    lan.time.advance(5 * SECOND_US);
    only.host.takeAway(VIP);
    lan.time.advance(0.1 * SECOND_US);
    expect(transitions(only).at(-1)).toBe('backup because vipTaken');
    lan.time.advance(5 * SECOND_US);
    expect(only.host.holds(VIP)).toBe(true);
  });

  test('an instance that cannot hear its peers is in fault, and takes part again when it can', () => {
    const { lan, a, b } = pair();
    lan.time.advance(5 * SECOND_US);
    give(b.plane, 2, []);
    b.host.refuseListening = { errno: 'ENOBUFS', text: 'no buffer space' };
    give(b.plane, 3, [instanceConfig({ basePriority: 100 as Priority })]);
    lan.time.advance(10 * SECOND_US);
    expect([a.host.holds(VIP), b.host.holds(VIP)]).toEqual([true, false]);
    expect(transitions(b).at(-1)).toBe('fault because fault');
    const troubles = b.said.filter((message) => message.type === 'trouble');
    expect(troubles).toMatchObject([{ text: '(VI_1) cannot listen on eth0: no buffer space' }]);
    b.host.refuseListening = 'no';
    lan.time.advance(2 * SECOND_US);
    expect(transitions(b).at(-1)).toBe('backup because faultCleared');
  });

  test('an advert that cannot be sent is said once a minute, not with each', () => {
    const lan = new SimulatedLan();
    const only = node(lan, '10.9.0.1', {});
    only.host.refuseSending = { errno: 'EPERM', text: 'not permitted' };
    lan.time.advance(63.5 * SECOND_US);
    expect(only.said.filter((message) => message.type === 'trouble')).toHaveLength(2);
  });

  test('a peer that goes on with a lower priority is noted once, not with each advert', () => {
    const { lan, a, b } = pair();
    lan.time.advance(5 * SECOND_US);
    // The peer hears nothing: it takes over and advertises against the master for ever.
    a.host.refuseSending = { errno: 'EPERM', text: 'not permitted' };
    lan.time.advance(30 * SECOND_US);
    expect(b.host.holds(VIP)).toBe(true);
    const notes = a.said.filter((message) => message.type === 'note' && message.note.kind === 'lowerAdvertAnswered');
    expect(notes).toHaveLength(1);
  });

  test('main hears of what changed, not of counters, and gets them when it asks', () => {
    const lan = new SimulatedLan();
    const only = node(lan, '10.9.0.1', {});
    lan.time.advance(6 * SECOND_US);
    const snapshots = (): number => only.said.filter(({ type }) => type === 'snapshot').length;
    const before = snapshots();
    lan.time.advance(60 * SECOND_US);
    expect(snapshots()).toBe(before);
    only.plane.onMessage({ type: 'report' });
    const snapshot = only.said.findLast((message) => message.type === 'snapshot');
    expect(snapshot?.instances[0]?.counters.adverts_sent).toBeGreaterThanOrEqual(60);
  });

  test('EX-21 an advert that waits to be read is heard before the backup takes over', () => {
    const { lan, a, b } = pair();
    lan.time.advance(5 * SECOND_US);
    const [advert] = lan.wire.filter(({ from }) => from === '10.9.0.1');
    if (advert === undefined) throw new Error('the master said nothing');
    a.host.refuseSending = { errno: 'EPERM', text: 'not permitted' };
    b.host.receiveWaiting = () => b.host.receive(advert.packet);
    lan.time.advance(20 * SECOND_US);
    expect(transitions(b)).toEqual(['backup because started']);
    b.host.receiveWaiting = () => {};
    lan.time.advance(5 * SECOND_US);
    expect(transitions(b).at(-1)).toBe('master because masterSilent');
  });

  test('a start-up delay holds everything back for its time', () => {
    const lan = new SimulatedLan();
    const only = node(lan, '10.9.0.1', {}, 10_000);
    lan.time.advance(9.9 * SECOND_US);
    expect(transitions(only)).toEqual([]);
    lan.time.advance(0.2 * SECOND_US);
    expect(transitions(only)).toEqual(['backup because started']);
  });
});
