import { describe, expect, test } from 'vitest';
import type { CheckHealth } from '../../src/health/check-health.ts';
import { trackInstance } from '../../src/health/track.ts';
import type { Priority } from '../../src/model/priority.ts';
import { checkHealth, instanceConfig, weigh } from '../support/configs.ts';

/** A node of the worked examples: base, weights of its checks, which of them fail, and numbers that were read. */
interface Node {
  readonly base: number;
  readonly weights?: Readonly<Record<string, number>>;
  readonly failing?: readonly string[];
  readonly read?: Readonly<Record<string, number>>;
  readonly preempt?: 'nopreempt';
}

type Standing = number | 'FAULT';

function standing({ base, weights = {}, failing = [], read = {} }: Node): Standing {
  const trackedChecks = Object.entries(weights).map(([name, weight]) => weigh(name, weight));
  const healthOf = (check: string): CheckHealth => {
    const value = read[check];
    if (value !== undefined) return checkHealth({ check, worth: { value } });
    return checkHealth({ check, health: failing.includes(check) ? 'down' : 'up' });
  };
  const config = instanceConfig({ basePriority: base as Priority, trackedChecks });
  const tracking = trackInstance(config, healthOf, () => 'up');
  return tracking.faults.length > 0 ? 'FAULT' : tracking.effectivePriority;
}

/**
 * Who holds the address after A held it: the best priority among nodes without a fault, the higher address of equals,
 * and A itself as long as it lives and nobody better preempts. Addresses rise from A to C.
 */
function holderOf(nodes: readonly Node[], standings: readonly Standing[]): string {
  const [ofA = 'FAULT'] = standings;
  const rivals = standings
    .map((each, index) => ({ standing: each, index }))
    .filter(({ index }) => ofA === 'FAULT' || index === 0 || nodes[index]?.preempt !== 'nopreempt');
  const willing = rivals.filter((rival): rival is { standing: number; index: number } => rival.standing !== 'FAULT');
  const best = willing.toSorted((a, b) => b.standing - a.standing || b.index - a.index)[0];
  return best === undefined ? 'nobody' : ('ABC'[best.index] ?? '');
}

const examples: readonly [string, readonly Node[], readonly Standing[], string][] = [
  [
    'E1 a weight below the difference moves nothing',
    [{ base: 150, weights: { n: -20 }, failing: ['n'] }, { base: 100 }],
    [130, 100],
    'A',
  ],
  [
    'E1 a weight equal to the difference leaves it to the address',
    [{ base: 150, weights: { n: -50 }, failing: ['n'] }, { base: 100 }],
    [100, 100],
    'B',
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
  [
    'E11 a peer with nopreempt does not take over from a living master, whatever its sum',
    [
      { base: 150, weights: { n: -60 }, failing: ['n'] },
      { base: 100, preempt: 'nopreempt' },
    ],
    [90, 100],
    'A',
  ],
  [
    'E11 but a fault moves',
    [
      { base: 150, weights: { n: 0 }, failing: ['n'] },
      { base: 100, preempt: 'nopreempt' },
    ],
    ['FAULT', 100],
    'B',
  ],
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
  [
    'E14 and equal again it is the address, not the one who had it',
    [
      { base: 100, weights: { n: -10 } },
      { base: 100, weights: { n: -10 } },
    ],
    [100, 100],
    'B',
  ],
  [
    'E15 a file that says 70 times weight -1',
    [{ base: 150, weights: { file: -1 }, read: { file: 70 } }, { base: 100 }],
    [80, 100],
    'B',
  ],
  [
    'E15 a product of -254 is a fault',
    [{ base: 150, weights: { file: -1 }, read: { file: 254 } }, { base: 100 }],
    ['FAULT', 100],
    'B',
  ],
  [
    'every node in fault: nobody',
    [
      { base: 150, weights: { n: 0 }, failing: ['n'] },
      { base: 100, weights: { n: 0 }, failing: ['n'] },
    ],
    ['FAULT', 'FAULT'],
    'nobody',
  ],
];

describe('TR-05 worked examples', () => {
  test.each(examples)('%s', (_name, nodes, priorities, winner) => {
    const standings = nodes.map(standing);
    expect(standings).toEqual(priorities);
    expect(holderOf(nodes, standings)).toBe(winner);
  });
});
