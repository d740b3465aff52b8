import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CheckHealth } from '../../src/health/check-health.ts';
import { withGroups } from '../../src/health/group.ts';
import { type LinkState, trackInstance } from '../../src/health/track.ts';
import type { Fault, Tracking } from '../../src/health/tracking.ts';
import type { CheckGroup } from '../../src/model/check.ts';
import type { InstanceConfig, Tracked } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';
import { checkHealth, instanceConfig, weigh } from '../support/configs.ts';

interface Facts {
  readonly config?: Partial<InstanceConfig>;
  readonly checks?: Readonly<Record<string, CheckHealth['health']>>;
  readonly links?: Readonly<Record<string, LinkState>>;
  readonly reason?: Pick<CheckHealth, 'blame' | 'reason'>;
}

const refused = { blame: 'service', reason: 'exit 2: connection refused' } as const;

function track({ config = {}, checks = {}, links = {}, reason = refused }: Facts): Tracking {
  return trackInstance(
    instanceConfig(config),
    (check) => {
      const health = checks[check] ?? 'unknown';
      const told =
        health === 'down' ? reason : { blame: 'none' as const, reason: health === 'up' ? 'exit 0' : 'no result yet' };
      return checkHealth({ check, health, ...told });
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

describe('warnings', () => {
  const slow = checkHealth({ health: 'warn', reason: 'exit 1 (warning): slow' });
  const warned = (tracked: Partial<Tracked>): Tracking =>
    trackInstance(
      instanceConfig({ trackedChecks: [{ ...weigh('nginx', 0), ...tracked }] }),
      () => slow,
      () => 'up',
    );

  test('without a weight of its own a warning counts as up', () => {
    expect(warned({ weight: 20 }).effectivePriority).toBe(120);
    expect(warned({ weight: -20 }).effectivePriority).toBe(100);
    expect(warned({ weight: 0 })).toMatchObject({ effectivePriority: 100, faults: [] });
    expect(warned({ weight: 0, reverse: 'reverse' }).faults).toEqual([
      ofCheck('check nginx warns: exit 1 (warning): slow (tracked in reverse)'),
    ]);
  });

  test('with one it counts that much, also beside weight 0, and reverse turns it round', () => {
    for (const weight of [20, -20, 0]) expect(warned({ weight, warnWeight: -10 }).effectivePriority).toBe(90);
    expect(warned({ weight: -20, warnWeight: -10, reverse: 'reverse' }).effectivePriority).toBe(110);
  });

  test('is said in the sum', () => {
    expect(warned({ weight: -20, warnWeight: -10 }).sum).toBe(
      'base 100, nginx warn -10 (exit 1 (warning): slow), = 90',
    );
  });
});

const worthOf = (worth: CheckHealth['worth'], tracked = weigh('nginx', 0), more: Partial<CheckHealth> = {}): Tracking =>
  trackInstance(
    instanceConfig({ basePriority: 150 as Priority, trackedChecks: [tracked] }),
    () => checkHealth({ worth, reason: 'exit 4', ...more }),
    () => 'up',
  );

describe('points of the check', () => {
  test('take the place of the weight', () => {
    expect(worthOf({ points: -60 }, weigh('nginx', 0), { health: 'down' })).toMatchObject({
      effectivePriority: 90,
      faults: [],
      sum: 'base 150, nginx down -60 (exit 4), = 90',
    });
    expect(worthOf({ points: 20 }).sum).toBe('base 150, nginx up +20, = 170');
  });

  test('may be a fault', () => {
    expect(worthOf({ points: 'fault' }, weigh('nginx', -5), { health: 'down', blame: 'service' })).toMatchObject({
      effectivePriority: 150,
      faults: [ofCheck('check nginx is down: exit 4 (the service)')],
      sum: 'base 150, nginx down: FAULT',
    });
  });

  test('of a check that is ignored are none, and that is said', () => {
    const tracking = worthOf('nothing', weigh('nginx', 0), { health: 'down', reason: 'exit 127 (ignored)' });
    expect(tracking).toEqual({
      effectivePriority: 150,
      faults: [],
      waitingFor: [],
      sum: 'base 150, nginx down ignored (exit 127 (ignored)), = 150',
    });
    expect(worthOf('nothing', weigh('nginx', 0), { health: 'unknown' }).waitingFor).toEqual([]);
  });

  test.each<[number, number, Tracked['reverse'], number | 'FAULT']>([
    [70, -1, 'normal', 80],
    [70, 1, 'normal', 220],
    [70, 1, 'reverse', 80],
    [0, 5, 'normal', 150],
    [253, -1, 'normal', 1],
    [254, -1, 'normal', 'FAULT'],
    [-254, 1, 'normal', 'FAULT'],
    [-127, 2, 'normal', 'FAULT'],
    [254, 1, 'reverse', 'FAULT'],
    [300, 1, 'normal', 254],
    [0, 0, 'normal', 150],
    [1, 0, 'normal', 'FAULT'],
    [-1, 0, 'normal', 'FAULT'],
    [0, 0, 'reverse', 'FAULT'],
    [1, 0, 'reverse', 150],
  ])('a file that says %d, weight %d %s: %s', (value, weight, reverse, expected) => {
    const { effectivePriority, faults } = worthOf({ value }, weigh('load', weight, reverse));
    expect(faults.length > 0 ? 'FAULT' : effectivePriority).toBe(expected);
  });

  test('a product above 253 is 253, so that other weights still count', () => {
    const config = instanceConfig({ trackedChecks: [weigh('load', 1), weigh('nginx', -200)] });
    const tracking = trackInstance(
      config,
      (check) => (check === 'load' ? checkHealth({ check, worth: { value: 9000 } }) : checkHealth({ health: 'down' })),
      () => 'up',
    );
    expect(tracking.effectivePriority).toBe(100 + 253 - 200);
  });

  test('show how a number became points', () => {
    expect(worthOf({ value: 70 }, weigh('load', -1)).sum).toBe('base 150, load up -70 (70 x -1), = 80');
    expect(worthOf({ value: 300 }, weigh('load', -1)).faults).toEqual([
      ofCheck('check nginx is up: exit 4 (300 x -1)'),
    ]);
  });
});

test('a group is tracked like a check', () => {
  const groups: readonly CheckGroup[] = [{ name: 'web', of: ['a', 'b'], need: 'all' }];
  const health = withGroups(groups, (check) =>
    checkHealth(check === 'b' ? { check, health: 'down', blame: 'service', reason: 'exit 7' } : { check }),
  );
  const config = instanceConfig({ trackedChecks: [weigh('web', -30), weigh('a', 5)] });
  expect(trackInstance(config, health, () => 'up').sum).toBe(
    'base 100, web down -30 (1 of 2 up, 2 needed; b down (exit 7)), a up +5, = 75',
  );
});

test('a check that is up for another reason than its runs says why', () => {
  const health = checkHealth({ flags: ['held'], reason: 'exit 127 (held since 4 s, at most 10 s)' });
  const config = instanceConfig({ trackedChecks: [weigh('nginx', 20)] });
  expect(
    trackInstance(
      config,
      () => health,
      () => 'up',
    ).sum,
  ).toBe('base 100, nginx up +20 (exit 127 (held since 4 s, at most 10 s)), = 120');
});

test('TR-23 the order in which checks are listed changes no priority and no fault', () => {
  const tracked = [weigh('a', -10), weigh('b', 20), weigh('c', 0)];
  const checks = { a: 'down', b: 'up', c: 'down' } as const;
  const both = [tracked, tracked.toReversed()].map((trackedChecks) => track({ config: { trackedChecks }, checks }));
  expect(both[0]?.effectivePriority).toBe(110);
  expect(both[1]).toMatchObject({ effectivePriority: 110, faults: both[0]?.faults });
});

const bad = (reason: string): Partial<CheckHealth> => ({ health: 'down', blame: 'service', reason });

const say = (base: number, tracked: readonly Tracked[], told: Readonly<Record<string, Partial<CheckHealth>>>): string =>
  trackInstance(
    instanceConfig({ basePriority: base as Priority, trackedChecks: tracked }),
    withGroups([{ name: 'web2', of: ['a', 'b'], need: 'all' }], (check) => checkHealth({ check, ...told[check] })),
    () => 'up',
  ).sum;

test('the sentences of docs/tracking.md are said so', () => {
  const broken = 'exit 127 (a command in the script was not found)';
  const said = [
    say(150, [weigh('nginx', -60), weigh('gw', -10)], { nginx: bad('exit 2: connection refused, 3 of 3') }),
    say(150, [{ ...weigh('web', -60), warnWeight: -10 }, weigh('load', -1)], {
      web: { health: 'warn', reason: 'exit 1 (warning): 800 ms' },
      load: { worth: { value: 70 } },
    }),
    say(100, [weigh('web2', -30)], { b: bad('exit 7') }),
    say(150, [weigh('disk', 0)], {
      disk: { health: 'down', worth: 'nothing', reason: `${broken} (ignored as long as the check is broken)` },
    }),
  ];
  const page = readFileSync(new URL('../../docs/tracking.md', import.meta.url), 'utf8');
  expect(page).toContain(`\`\`\`text\n${said.join('\n').replace('web2', 'web')}\n\`\`\``);
});

test('unicast to nobody is a fault, and says what to do', () => {
  const { faults } = track({ config: { cast: { mode: 'unicast', ttl: 255, peers: [] } } });
  expect(faults).toEqual([ofHost('it has no unicast peers: add unicast_peer, or remove unicast_fault_no_peer')]);
});
