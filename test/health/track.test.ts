import { describe, expect, test } from 'vitest';
import type { CheckHealth } from '../../src/health/check-state.ts';
import { type LinkState, trackInstance } from '../../src/health/track.ts';
import type { Fault, Tracking } from '../../src/health/tracking.ts';
import type { InstanceConfig, Tracked } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';
import { instanceConfig } from '../support/configs.ts';

interface Facts {
  readonly config?: Partial<InstanceConfig>;
  readonly checks?: Readonly<Record<string, CheckHealth['health']>>;
  readonly links?: Readonly<Record<string, LinkState>>;
  readonly reason?: Pick<CheckHealth, 'blame' | 'reason'>;
}

const refused = { blame: 'service', reason: 'exit 2: connection refused' } as const;

const weigh = (name: string, weight: number, reverse: Tracked['reverse'] = 'normal'): Tracked => ({
  name,
  weight,
  warnWeight: 'weight',
  reverse,
});

function track({ config = {}, checks = {}, links = {}, reason = refused }: Facts): Tracking {
  return trackInstance(
    instanceConfig(config),
    (check) => {
      const health = checks[check] ?? 'unknown';
      const told =
        health === 'down' ? reason : { blame: 'none' as const, reason: health === 'up' ? 'exit 0' : 'no result yet' };
      return { check, health, ...told };
    },
    (name) => links[name] ?? 'up',
  );
}

const ofCheck = (reason: string): Fault => ({ of: 'check', reason });
const ofHost = (reason: string): Fault => ({ of: 'host', reason });

/** Effective priority of an instance with base 100 and one tracked check. */
const priorityWith = (tracked: Tracked, health: CheckHealth['health'], base = 100): number =>
  track({ config: { basePriority: base as Priority, trackedChecks: [tracked] }, checks: { [tracked.name]: health } })
    .effectivePriority;

describe('effective priority', () => {
  test('PR-01 a positive weight is added while the check is up', () => {
    expect(priorityWith(weigh('nginx', 20), 'up')).toBe(120);
    expect(priorityWith(weigh('nginx', 20), 'down')).toBe(100);
  });

  test('PR-02 a negative weight is subtracted while the check is down', () => {
    expect(priorityWith(weigh('nginx', -20), 'up')).toBe(100);
    expect(priorityWith(weigh('nginx', -20), 'down')).toBe(80);
  });

  test('PR-03 a sum above 254 is limited and comes back without loss', () => {
    expect(priorityWith(weigh('nginx', 20), 'up', 250)).toBe(254);
    expect(priorityWith(weigh('nginx', 20), 'down', 250)).toBe(250);
    const config = { basePriority: 250 as Priority, trackedChecks: [weigh('a', 10), weigh('b', -20)] };
    expect(track({ config, checks: { a: 'up', b: 'down' } }).effectivePriority).toBe(240);
  });

  test('PR-04 a sum below 1 is 1', () => {
    expect(priorityWith(weigh('nginx', -60), 'down', 20)).toBe(1);
  });

  test('PR-05 the owner of the address keeps 255 whatever the weights', () => {
    expect(priorityWith(weigh('nginx', -60), 'down', 255)).toBe(255);
  });

  test('PR-06 a check without a result contributes nothing', () => {
    for (const weight of [20, -20]) expect(priorityWith(weigh('nginx', weight), 'unknown')).toBe(100);
  });

  test('PR-07 reverse flips the sign of the contribution', () => {
    expect(priorityWith(weigh('nginx', 10, 'reverse'), 'up')).toBe(90);
    expect(priorityWith(weigh('nginx', 10, 'reverse'), 'down')).toBe(100);
    expect(priorityWith(weigh('nginx', -10, 'reverse'), 'down')).toBe(110);
  });

  test('PR-08 weight 0 in reverse is a fault while the check is up', () => {
    const config = { trackedChecks: [weigh('standby', 0, 'reverse')] };
    expect(track({ config, checks: { standby: 'up' } }).faults).toEqual([
      ofCheck('check standby is up: exit 0 (tracked in reverse)'),
    ]);
    expect(track({ config, checks: { standby: 'down' } }).faults).toEqual([]);
  });
});

describe('faults and waiting', () => {
  const config = { trackedChecks: [weigh('nginx', 0)] };

  test('weight 0 and down is a fault that blames the service', () => {
    expect(track({ config, checks: { nginx: 'down' } }).faults).toEqual([
      ofCheck('check nginx is down: exit 2: connection refused (the service)'),
    ]);
  });

  test('weight 0 and down is a fault that says when the check itself is broken', () => {
    const reason = { blame: 'checker', reason: 'could not start: /x.sh does not exist' } as const;
    expect(track({ config, checks: { nginx: 'down' }, reason }).faults).toEqual([
      ofCheck('check nginx is down: could not start: /x.sh does not exist (the check itself is broken)'),
    ]);
  });

  test('weight 0 without a result holds the instance back and is no fault', () => {
    expect(track({ config })).toMatchObject({ faults: [], waitingFor: ['nginx'] });
  });

  test('a weighted check never holds back and never faults', () => {
    const weighted = { trackedChecks: [weigh('nginx', -20)] };
    expect(track({ config: weighted })).toMatchObject({ faults: [], waitingFor: [] });
    expect(track({ config: weighted, checks: { nginx: 'down' } }).faults).toEqual([]);
  });

  test('the own interface is a fault when it is down or missing, unless it is ignored', () => {
    expect(track({ links: { eth0: 'down' } }).faults).toEqual([ofHost('interface eth0 is down')]);
    expect(track({ links: { eth0: 'missing' } }).faults).toEqual([ofHost('interface eth0 does not exist')]);
    expect(track({ config: { trackPrimary: 'ignore' }, links: { eth0: 'down' } }).faults).toEqual([]);
  });

  test('the own interface with a weight of its own changes the priority instead', () => {
    const own = { trackedInterfaces: [weigh('eth0', -30)] };
    expect(track({ config: own, links: { eth0: 'down' } })).toMatchObject({ effectivePriority: 70, faults: [] });
  });

  test('another interface counts by its weight', () => {
    const other = { trackedInterfaces: [weigh('eth1', -30), weigh('eth2', 0)] };
    const tracking = track({ config: other, links: { eth1: 'down', eth2: 'down' } });
    expect(tracking).toMatchObject({ effectivePriority: 70, faults: [ofHost('interface eth2 is down')] });
  });
});

describe('the sum in words', () => {
  const base = { basePriority: 150 as Priority };
  const sum = (tracked: readonly Tracked[], checks: Facts['checks'] = {}, basePriority = base): string =>
    track({ config: { ...basePriority, trackedChecks: tracked }, checks }).sum;

  test('names every check with its state, its points and the reason of a failure', () => {
    expect(sum([weigh('nginx', -60), weigh('gw', -10)], { nginx: 'down', gw: 'up' })).toBe(
      'base 150, nginx down -60 (exit 2: connection refused), gw up 0, = 90',
    );
  });

  test('a plus stands before points that are added', () => {
    expect(sum([weigh('nginx', 20)], { nginx: 'up' })).toBe('base 150, nginx up +20, = 170');
  });

  test('says when the limit of the range takes points away', () => {
    expect(sum([weigh('nginx', -200)], { nginx: 'down' })).toBe(
      'base 150, nginx down -200 (exit 2: connection refused), = -50, limited to 1',
    );
  });

  test('says that a fault beats the sum', () => {
    expect(sum([weigh('nginx', 0)], { nginx: 'down' })).toBe('base 150, nginx down: FAULT');
  });

  test('says that weights do not count for an owner', () => {
    expect(sum([weigh('nginx', -60)], { nginx: 'down' }, { basePriority: 255 as Priority })).toBe(
      'base 255 (owner: weights do not count), nginx down -60 (exit 2: connection refused), = 255',
    );
  });

  test('names the own interface only when it is bad', () => {
    expect(track({}).sum).toBe('base 100, = 100');
    expect(track({ links: { eth0: 'down' } }).sum).toBe('base 100, eth0 down: FAULT');
  });
});

/** A node of the worked examples: base, weights of its checks, and which of them fail. */
interface Node {
  readonly base: number;
  readonly weights?: Readonly<Record<string, number>>;
  readonly failing?: readonly string[];
}

function standing({ base, weights = {}, failing = [] }: Node): number | 'FAULT' {
  const trackedChecks = Object.entries(weights).map(([name, weight]) => weigh(name, weight));
  const checks = Object.fromEntries(
    Object.keys(weights).map((name) => [name, failing.includes(name) ? 'down' : 'up'] as const),
  );
  const tracking = track({ config: { basePriority: base as Priority, trackedChecks }, checks });
  return tracking.faults.length > 0 ? 'FAULT' : tracking.effectivePriority;
}

/** Election among living nodes by priority alone; a tie shows as `tie`. */
function winnerOf(standings: readonly (number | 'FAULT')[]): string {
  const willing = standings.filter((each) => each !== 'FAULT');
  const best = Math.max(...willing);
  if (willing.filter((each) => each === best).length > 1) return 'tie';
  return 'ABC'[standings.indexOf(best)] ?? '';
}

// E11 (nopreempt decides) and E15 (tracked files) need more than a sum; their sums are here, the rest is elsewhere.
const examples: readonly [string, readonly Node[], readonly (number | 'FAULT')[], string][] = [
  [
    'E1 a weight below the difference moves nothing',
    [{ base: 150, weights: { n: -20 }, failing: ['n'] }, { base: 100 }],
    [130, 100],
    'A',
  ],
  [
    'E1 a weight equal to the difference is a tie',
    [{ base: 150, weights: { n: -50 }, failing: ['n'] }, { base: 100 }],
    [100, 100],
    'tie',
  ],
  [
    'E1 a weight above the difference is enough',
    [{ base: 150, weights: { n: -51 }, failing: ['n'] }, { base: 100 }],
    [99, 100],
    'B',
  ],
  ['E2 a weight with room moves', [{ base: 150, weights: { n: -60 }, failing: ['n'] }, { base: 100 }], [90, 100], 'B'],
  [
    'E3 both failing goes back to A',
    [
      { base: 150, weights: { n: -60 }, failing: ['n'] },
      { base: 100, weights: { n: -60 }, failing: ['n'] },
    ],
    [90, 40],
    'A',
  ],
  ['E4 weight 0 is a fault', [{ base: 150, weights: { n: 0 }, failing: ['n'] }, { base: 100 }], ['FAULT', 100], 'B'],
  [
    'E5 one of two small weights stays',
    [{ base: 120, weights: { n: -15, db: -15 }, failing: ['n'] }, { base: 100 }],
    [105, 100],
    'A',
  ],
  [
    'E6 both small weights move',
    [{ base: 120, weights: { n: -15, db: -15 }, failing: ['n', 'db'] }, { base: 100 }],
    [90, 100],
    'B',
  ],
  [
    'E7 positive weights on both nodes move',
    [
      { base: 100, weights: { n: 20 }, failing: ['n'] },
      { base: 90, weights: { n: 20 } },
    ],
    [100, 110],
    'B',
  ],
  [
    'E8 a positive weight on one node moves nothing',
    [{ base: 100, weights: { n: 20 }, failing: ['n'] }, { base: 90 }],
    [100, 90],
    'A',
  ],
  ['E9 the limit eats points', [{ base: 250, weights: { n: 10 } }, { base: 249 }], [254, 249], 'A'],
  ['E9 and failing still wins', [{ base: 250, weights: { n: 10 }, failing: ['n'] }, { base: 249 }], [250, 249], 'A'],
  ['E10 the lower limit keeps 1', [{ base: 20, weights: { n: -60 }, failing: ['n'] }, { base: 10 }], [1, 10], 'B'],
  ['E11 the sum alone would move', [{ base: 150, weights: { n: -60 }, failing: ['n'] }, { base: 100 }], [90, 100], 'B'],
  [
    'E12 an owner ignores weights',
    [{ base: 255, weights: { n: -60 }, failing: ['n'] }, { base: 100 }],
    [255, 100],
    'A',
  ],
  [
    'E12 an owner obeys a fault',
    [{ base: 255, weights: { n: 0 }, failing: ['n'] }, { base: 100 }],
    ['FAULT', 100],
    'B',
  ],
  [
    'E13 the second of three takes over',
    [
      { base: 150, weights: { n: -40 }, failing: ['n'] },
      { base: 120, weights: { n: -40 } },
      { base: 100, weights: { n: -40 } },
    ],
    [110, 120, 100],
    'B',
  ],
  [
    'E13 a broken node beats a healthy one when the weight is too small',
    [
      { base: 150, weights: { n: -40 }, failing: ['n'] },
      { base: 120, weights: { n: -40 }, failing: ['n'] },
      { base: 100, weights: { n: -40 } },
    ],
    [110, 80, 100],
    'A',
  ],
  [
    'E14 equal bases move',
    [
      { base: 100, weights: { n: -10 }, failing: ['n'] },
      { base: 100, weights: { n: -10 } },
    ],
    [90, 100],
    'B',
  ],
  ['E15 seventy points off', [{ base: 150, weights: { file: -70 }, failing: ['file'] }, { base: 100 }], [80, 100], 'B'],
];

describe('TR-05 worked examples', () => {
  test.each(examples)('%s', (_name, nodes, priorities, winner) => {
    const standings = nodes.map(standing);
    expect(standings).toEqual(priorities);
    expect(winnerOf(standings)).toBe(winner);
  });
});

test('TR-23 the order in which checks are listed changes no priority and no fault', () => {
  const tracked = [weigh('a', -10), weigh('b', 20), weigh('c', 0)];
  const checks = { a: 'down', b: 'up', c: 'down' } as const;
  const both = [tracked, tracked.toReversed()].map((trackedChecks) => track({ config: { trackedChecks }, checks }));
  expect(both[0]?.effectivePriority).toBe(110);
  expect(both[1]).toMatchObject({ effectivePriority: 110, faults: both[0]?.faults });
});
