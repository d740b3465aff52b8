import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../../src/model/address.ts';
import type { Priority } from '../../../src/model/priority.ts';
import { isOwner, priorityInForce, rankOf, standingOf, uselessMove } from '../../../src/vrrp/rules/standing.ts';
import type { Instance } from '../../../src/vrrp/state.ts';
import { createInstance } from '../../../src/vrrp/step.ts';
import { type ConfigChanges, type TrackingChanges, caseConfig, caseTracking } from '../scenario/cases.ts';

const OURS = '10.9.0.1' as IpAddress;
const PEER = '10.9.0.2' as IpAddress;
const STRANGER = '10.9.0.7' as IpAddress;

function node(changes: ConfigChanges, tracking: TrackingChanges = {}, address: IpAddress | 'none' = OURS): Instance {
  const config = caseConfig(changes);
  return createInstance(config, caseTracking(config, tracking), address);
}

const CHECK = 'check nginx is down';
const LINK = 'interface eth0 is down';

describe('whether a node may serve', () => {
  test.each([
    ['without a fault', 'keep', [], { kind: 'fit' }],
    ['with a failed check it may, when it is to keep its addresses', 'keep', [CHECK], { kind: 'failing' }],
    ['with a failed check it may not otherwise', 'release', [CHECK], { kind: 'unfit', reasons: [CHECK] }],
    ['without its link it cannot', 'keep', [CHECK, LINK], { kind: 'unfit', reasons: [CHECK, LINK] }],
  ] as const)('%s', (_name, allBad, faults, standing) => {
    expect(standingOf(node({ allBad }, { faults }))).toMatchObject(standing);
  });

  test('without a source address it cannot, and the reason says what is missing', () => {
    expect(standingOf(node({ allBad: 'keep' }, { faults: [CHECK] }, 'none'))).toEqual({
      kind: 'unfit',
      reasons: [CHECK, 'interface eth0 has no IPv4 address'],
    });
    expect(standingOf(node({ sourceAddress: STRANGER }, {}, 'none'))).toEqual({
      kind: 'unfit',
      reasons: ['this host does not have the source address 10.9.0.7'],
    });
  });
});

test('the priority in force is 1 for a master with failed checks, an owner among them, and the tracked one otherwise', () => {
  const owner = node({ basePriority: 255 as Priority });
  const priorities = (['no', 'offering', 'keeping', 'reserve'] as const).map((failing) =>
    priorityInForce({ ...owner, failing }),
  );
  expect(priorities).toEqual([255, 1, 1, 255]);
  expect([isOwner(owner), isOwner(node({}))]).toEqual([true, false]);
});

test('an owner in maintenance is an owner no more: it takes over from nobody at once', () => {
  const owner = { basePriority: 255 as Priority };
  expect(isOwner(node(owner, { effectivePriority: 1 as Priority }))).toBe(false);
});

const known = (...best: readonly [string, number][]): ConfigChanges => ({
  knownNodes: best.map(([address, priority]) => ({
    address: address as IpAddress,
    bestPriority: priority as Priority,
  })),
});

describe('among known nodes', () => {
  test('the best priority ranks first, then the higher address; an unknown one is first of itself', () => {
    const nodes = known(['10.9.0.2', 100], ['10.9.0.10', 100], ['10.9.0.1', 150]);
    const ranks = ['10.9.0.1', '10.9.0.10', '10.9.0.2', '10.9.0.7'].map((address) =>
      rankOf(node(nodes, {}, address as IpAddress)),
    );
    expect(ranks).toEqual([0, 1, 2, 0]);
    expect(rankOf(node({}))).toBe(0);
  });

  const pair = known(['10.9.0.1', 150], ['10.9.0.2', 100]);
  const with90 = { effectivePriority: 90 as Priority };

  test.each([
    ['TR-21 as much lost: useless', node(pair, with90), PEER, 40, { ourLoss: 60, theirLoss: 60 }],
    ['TR-21 more lost: useless', node(pair, with90), PEER, 80, { ourLoss: 60, theirLoss: 20 }],
    ['TR-21 less lost: not', node(pair, with90), PEER, 30, 'no'],
    ['nothing lost: priority decides', node(pair, { effectivePriority: 150 as Priority }), PEER, 99, 'no'],
    ['an unknown master: priority decides', node(pair, with90), STRANGER, 40, 'no'],
    ['a node that does not know itself: priority decides', node(pair, with90, STRANGER), PEER, 40, 'no'],
    ['a node without an address: priority decides', node(pair, with90, 'none'), PEER, 40, 'no'],
    [
      'more points than are known, after a reload of the other node: nothing lost',
      node(pair, with90),
      PEER,
      120,
      { ourLoss: 60, theirLoss: 0 },
    ],
  ] as const)('%s', (_name, self, from, theirs, verdict) => {
    expect(uselessMove(self, from, theirs as Priority)).toEqual(verdict);
  });
});
