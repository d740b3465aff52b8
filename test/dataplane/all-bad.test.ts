import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import type { InstanceConfig } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';
import { SECOND_US, simulatedCluster, type SimulatedNode } from '../sim/world/node.ts';
import type { SimulatedLan } from '../sim/world/lan.ts';

const KEEP = { allBad: 'keep' } as const;
const priority = (basePriority: number): Partial<InstanceConfig> => ({ basePriority: basePriority as Priority });

const holders = (nodes: readonly SimulatedNode[]): string =>
  nodes.flatMap((node, index) => (node.host.holds('10.9.0.100') ? ['ABC'[index]] : [])).join('');

/** Who held the VIP, one entry a change, looked at every millisecond. */
function watch(lan: SimulatedLan, nodes: readonly SimulatedNode[], us: number): readonly string[] {
  const seen = [holders(nodes)];
  for (let passedUs = 0; passedUs < us; passedUs += 1000) {
    lan.time.advance(1000);
    const now = holders(nodes);
    if (now !== seen.at(-1)) seen.push(now);
  }
  return seen;
}

const knownOf = (priorities: readonly number[]): InstanceConfig['knownNodes'] =>
  priorities.map((best, index) => ({
    address: `10.9.0.${index + 1}` as IpAddress,
    bestPriority: best as Priority,
  }));

const prioritiesOf = (lan: SimulatedLan, address: string): readonly (number | undefined)[] =>
  lan.wire.flatMap(({ from, packet }) => (from === address ? [packet.payload[2]] : []));

function pair(config: Partial<InstanceConfig>): ReturnType<typeof simulatedCluster> & {
  readonly a: SimulatedNode;
  readonly b: SimulatedNode;
} {
  const cluster = simulatedCluster([
    { ...config, ...priority(150) },
    { ...config, ...priority(100) },
  ]);
  const [a, b] = cluster.nodes;
  if (a === undefined || b === undefined) throw new Error('no pair');
  cluster.lan.time.advance(5 * SECOND_US);
  return { ...cluster, a, b };
}

describe('two nodes with a check of weight 0', () => {
  test('TR-19 keep: when both fail the holder keeps the VIP, says so with priority 1, and notifies nobody', () => {
    const { lan, nodes, a, b } = pair(KEEP);
    b.setCheck('down');
    a.setCheck('down');
    const said = a.transitions().length;
    lan.wire.length = 0;
    expect(watch(lan, nodes, 20 * SECOND_US)).toEqual(['A']);
    expect([a.transitions().length, b.transitions().at(-1)]).toEqual([said, 'fault because fault']);
    expect([new Set(prioritiesOf(lan, '10.9.0.1')), prioritiesOf(lan, '10.9.0.2')]).toEqual([new Set([0, 1]), []]);
    const snapshot = a.said.findLast((message) => message.type === 'snapshot');
    expect(snapshot?.instances[0]).toMatchObject({ state: 'master', failing: 'keeping', effectivePriority: 1 });
    expect(snapshot?.instances[0]?.faults.join()).toContain('check nginx is down');
  });

  test('TR-19 release: when both fail nobody has the VIP and nobody speaks', () => {
    const { lan, nodes, a, b } = pair({ allBad: 'release' });
    b.setCheck('down');
    a.setCheck('down');
    lan.wire.length = 0;
    expect(watch(lan, nodes, 20 * SECOND_US)).toEqual(['']);
    expect(lan.wire).toEqual([]);
  });

  test.each(['preempt', 'nopreempt'] as const)(
    'TR-20 both bad, then B heals: B has the VIP within its master-down interval (%s)',
    (preempt) => {
      for (const afterMs of [5_100, 6_000, 7_300, 8_200, 9_900]) {
        const { lan, nodes, a, b } = pair({ ...KEEP, preempt });
        b.setCheck('down');
        a.setCheck('down');
        lan.time.advance(afterMs * 1000);
        b.setCheck('up');
        expect(watch(lan, nodes, 3.62 * SECOND_US)).toEqual(['A', 'B']);
        expect(a.transitions().at(-1)).toBe('fault because relieved');
      }
    },
  );

  test.each(['preempt', 'nopreempt'] as const)(
    'TR-22 a healthy peer takes the VIP after its skew time, without a gap, and then A is in FAULT (%s)',
    (preempt) => {
      const { lan, nodes, a } = pair({ ...KEEP, preempt });
      a.setCheck('down');
      expect(watch(lan, nodes, 0.6 * SECOND_US)).toEqual(['A']);
      expect(a.transitions().at(-1)).toBe('master because masterSilent');
      expect(watch(lan, nodes, 0.02 * SECOND_US)).toEqual(['A', 'B']);
      expect(a.transitions().at(-1)).toBe('fault because relieved');
      expect(watch(lan, nodes, 30 * SECOND_US)).toEqual(['B']);
    },
  );

  test('A heals after B has taken over: the VIP comes back by priority', () => {
    const { lan, nodes, a } = pair(KEEP);
    a.setCheck('down');
    lan.time.advance(5 * SECOND_US);
    a.setCheck('up');
    expect(watch(lan, nodes, 5 * SECOND_US)).toEqual(['B', 'A']);
  });

  test('the holder of two bad nodes loses its link: the other takes the VIP as the last resort, and keeps it', () => {
    const { lan, nodes, a, b } = pair(KEEP);
    b.setCheck('down');
    a.setCheck('down');
    lan.time.advance(6 * SECOND_US);
    a.setLink('down');
    expect(watch(lan, nodes, 9 * SECOND_US)).toEqual(['A', '', 'B']);
    expect(b.transitions().at(-1)).toBe('master because lastResort');
    a.setLink('up');
    expect(watch(lan, nodes, 20 * SECOND_US)).toEqual(['B']);
  });

  test('two bad nodes that both hold it after a partition hear each other within 1.25 s, whatever they are about to say', () => {
    for (const [apartMs, togetherMs] of Array.from({ length: 60 }, (_, i) => [(i * 137) % 3000, i * 50] as const)) {
      const { lan, nodes, a, b } = pair(KEEP);
      b.host.side = 'cut';
      lan.time.advance(5 * SECOND_US);
      a.setCheck('down');
      lan.time.advance(apartMs * 1000);
      b.setCheck('down');
      lan.time.advance((8000 + togetherMs) * 1000);
      b.host.side = 'whole';
      lan.time.advance(1.26 * SECOND_US);
      expect(holders(nodes)).toHaveLength(1);
    }
  });

  test('a VIP that cannot be set is never kept', () => {
    const { lan, nodes, a, b } = pair(KEEP);
    b.setCheck('down');
    a.setCheck('down');
    b.host.refuseAddresses = { errno: 'EPERM', text: 'not permitted' };
    a.crash();
    lan.time.advance(9 * SECOND_US);
    expect([holders(nodes), b.transitions().at(-1)]).toEqual(['', 'fault because fault']);
  });
});

describe('TR-21 E3 with weights of -60 and both nodes known', () => {
  const trackedChecks = [{ name: 'nginx', weight: -60, warnWeight: 'weight', reverse: 'normal' }] as const;
  test.each([
    ['both known: no second move', knownOf([150, 100]), ['A', 'B'], ['B']],
    ['nobody known: the VIP goes back to the broken A', [], ['A', 'B'], ['B', 'A']],
  ] as const)('%s', (_name, knownNodes, first, second) => {
    const { lan, nodes: both, a, b } = pair({ trackedChecks, knownNodes });
    a.setCheck('down');
    const holdersFor = (us: number): readonly string[] => watch(lan, both, us).filter((held) => held.length === 1);
    expect(holdersFor(6 * SECOND_US)).toEqual(first);
    b.setCheck('down');
    expect(holdersFor(20 * SECOND_US)).toEqual(second);
    a.setCheck('up');
    expect(watch(lan, both, 6 * SECOND_US).at(-1)).toBe('A');
  });
});
