import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import type { InstanceConfig } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';
import { SECOND_US, simulatedCluster, type SimulatedNode } from '../sim/world/node.ts';
import type { SimulatedLan } from '../sim/world/lan.ts';

const KEEP = { allBad: 'keep' } as const;
const priority = (basePriority: number): Partial<InstanceConfig> => ({ basePriority: basePriority as Priority });

const holders = (nodes: readonly SimulatedNode[]): string =>
  nodes.flatMap((node, index) => (node.holds() ? ['ABC'[index]] : [])).join('');

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

type Happening =
  | { readonly kind: 'check'; readonly node: number; readonly to: 'up' | 'down' }
  | { readonly kind: 'link'; readonly node: number; readonly to: 'up' | 'down' }
  | { readonly kind: 'power'; readonly node: number; readonly to: 'on' | 'off' }
  /** Its switch port loses everything while the link stays up, or works again. */
  | { readonly kind: 'port'; readonly node: number; readonly to: 'whole' | 'cut' };

interface Story {
  readonly configs: readonly Partial<InstanceConfig>[];
  readonly happenings: readonly (Happening & { readonly afterMs: number })[];
}

const knownOf = (priorities: readonly number[]): InstanceConfig['knownNodes'] =>
  priorities.map((best, index) => ({
    address: `10.9.0.${index + 1}` as IpAddress,
    bestPriority: best as Priority,
  }));

function anyStory(allBad: 'keep' | 'release'): fc.Arbitrary<Story> {
  const node = fc.nat({ max: 2 });
  const upDown = fc.constantFrom('up', 'down', 'down');
  const happening = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('check' as const), node, to: upDown as fc.Arbitrary<'up'> }),
    },
    fc.record({ kind: fc.constant('link' as const), node, to: fc.constantFrom('up', 'down') as fc.Arbitrary<'up'> }),
    fc.record({ kind: fc.constant('power' as const), node, to: fc.constantFrom('on', 'off') as fc.Arbitrary<'on'> }),
    fc.record({ kind: fc.constant('port' as const), node, to: fc.constantFrom('whole', 'cut') as fc.Arbitrary<'cut'> }),
  );
  return fc
    .record({
      timing: fc.constantFrom(
        { version: 2, advertIntervalCs: 100 } as const,
        { version: 3, advertIntervalCs: 50 } as const,
      ),
      preempt: fc.constantFrom('preempt' as const, 'nopreempt' as const),
      known: fc.constantFrom('known', 'unknown'),
      priorities: fc.array(fc.constantFrom(1, 90, 100, 150, 255), { minLength: 2, maxLength: 3 }),
      // Short times hit the middle of offers and takeovers, long ones let things settle.
      happenings: fc.array(
        fc.tuple(happening, fc.oneof(fc.nat({ max: 1500 }), fc.integer({ min: 8_000, max: 14_000 }))),
        { minLength: 1, maxLength: 12 },
      ),
    })
    .map(({ timing, preempt, known, priorities, happenings }) => ({
      configs: priorities.map((each) => ({
        ...timing,
        preempt,
        allBad,
        knownNodes: known === 'known' ? knownOf(priorities) : [],
        ...priority(each),
      })),
      happenings: happenings.map(([each, afterMs]) => ({ ...each, afterMs })),
    }));
}

function apply(nodes: readonly SimulatedNode[], happening: Happening): void {
  const node = nodes[happening.node % nodes.length];
  if (node === undefined) return;
  switch (happening.kind) {
    case 'check':
      return node.setCheck(happening.to);
    case 'link':
      return node.setLink(happening.to);
    case 'power':
      return happening.to === 'on' ? node.start() : node.crash();
    case 'port':
      node.host.side = happening.to === 'cut' ? node.host.address : 'whole';
  }
}

/** The least time between two looks. */
const LOOK_US = 20_000;
/** A silence after an offer, and the exchange of adverts that ends it; the longest of both timings. */
const EXCHANGE_US = 1_250_000 + 2 * LOOK_US;
/** Two master-down intervals of priority 1, three ranks, and an exchange: the later of both timings. */
const SETTLED_US = 2 * 3_996_093 + 3 * SECOND_US + EXCHANGE_US;

interface Look {
  readonly nodes: readonly SimulatedNode[];
  /** Since the last happening. */
  readonly quietUs: number;
  /** For how long two or more have held the VIP while everybody hears everybody. */
  readonly sharedUs: number;
}

/** Plays a story and looks on. */
function play({ configs, happenings }: Story, look: (look: Look) => void): void {
  const { lan, nodes } = simulatedCluster(configs);
  let sharedUs = 0;
  const run = (us: number): void => {
    for (let quietUs = 0; quietUs < us; quietUs += LOOK_US) {
      lan.time.advance(LOOK_US);
      const whole = nodes.every(({ host }) => host.side === 'whole');
      sharedUs = whole && holders(nodes).length > 1 ? sharedUs + LOOK_US : 0;
      look({ nodes, quietUs, sharedUs });
    }
  };
  run(5 * SECOND_US);
  for (const happening of happenings) {
    apply(nodes, happening);
    run(happening.afterMs * 1000);
  }
  run(SETTLED_US + SECOND_US);
}

const canServe = ({ power, link }: SimulatedNode): boolean => power === 'on' && link === 'up';
const isWhole = (nodes: readonly SimulatedNode[]): boolean => nodes.every(({ host }) => host.side === 'whole');

/** Hundreds of simulated minutes; generous for a machine that does something else as well. */
const LIMIT_MS = 120_000;
/** Holds in every look at every story. */
function always(allBad: 'keep' | 'release', check: (look: Look) => void): void {
  fc.assert(
    fc.property(anyStory(allBad), (story) => play(story, check)),
    { numRuns: 30 },
  );
}

function oneHolder({ sharedUs }: Look): void {
  expect(sharedUs).toBeLessThanOrEqual(EXCHANGE_US);
}

function somebodyInTheEnd({ nodes, quietUs }: Look): void {
  const able = nodes.filter(canServe);
  if (quietUs < SETTLED_US || able.length === 0 || !isWhole(nodes)) return;
  const holding = able.filter((node) => node.holds());
  expect(holding).toHaveLength(1);
  if (able.some((node) => node.check === 'up')) expect(holding[0]?.check).toBe('up');
}

function nobodyWithFailedChecks({ nodes }: Look): void {
  if (nodes.filter(canServe).every((node) => node.check === 'down')) expect(holders(nodes)).toBe('');
}

describe('whatever checks, links, switch ports and power do on two and three nodes', () => {
  test.each([
    ['keep: one exchange of adverts after the network is whole the VIP has one holder', 'keep', oneHolder],
    ['release: one exchange of adverts after the network is whole the VIP has one holder', 'release', oneHolder],
    ['keep: in the end a node with a link has it, a healthy one if there is one', 'keep', somebodyInTheEnd],
    ['release: nobody has it while every node with a link has a failed check', 'release', nobodyWithFailedChecks],
  ] as const)('%s', (_name, allBad, check) => always(allBad, check), LIMIT_MS);
});
