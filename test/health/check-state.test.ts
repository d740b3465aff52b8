import { describe, expect, test } from 'vitest';
import type { CheckEvent } from '../../src/health/check-state.ts';
import { afterEvent, healthOf, initialCheckState } from '../../src/health/check-state.ts';
import type { CheckConfig, ExitWeights, Points } from '../../src/model/check.ts';
import { checkConfig } from '../support/configs.ts';
import { judged, paused, Story } from './story.ts';

const first = (word: string, firstResult: CheckConfig['firstResult']): string =>
  new Story({ rise: 3, fall: 3, firstResult }).after(word).told.health;

describe('results of runs', () => {
  test('a check without a result is unknown and blames nobody', () => {
    expect(new Story().told).toEqual({
      check: 'nginx',
      health: 'unknown',
      blame: 'none',
      reason: 'no result yet',
      worth: 'weight',
      flags: [],
    });
  });

  test('init_fail is down before the first result and says why', () => {
    const { told } = new Story({ initial: 'down' });
    expect(told).toMatchObject({ health: 'down', reason: 'no result yet (init_fail)' });
  });

  test('a failure below fall leaves the check up and shows the count, the last one says how many they were', () => {
    const story = new Story({ fall: 3 }).after('ok', 'bad');
    expect(story.told).toMatchObject({ health: 'up', reason: 'exit 1: refused (failure 1 of 3, still up)' });
    expect(story.told.lastResult).toBe('contradicts');
    expect(story.after('bad').told.reason).toBe('exit 1: refused (failure 2 of 3, still up)');
    expect(story.after('bad').told).toEqual({
      check: 'nginx',
      health: 'down',
      blame: 'service',
      reason: 'exit 1: refused, 3 of 3',
      worth: 'weight',
      flags: [],
    });
    expect(story.after('bad').told.reason).toBe('exit 1: refused, 3 of 3');
  });

  test('a success below rise leaves the check down and shows the count', () => {
    const { told } = new Story({ rise: 2 }).after('bad', 'ok');
    expect(told).toMatchObject({ health: 'down', reason: 'exit 0 (success 1 of 2, still down)' });
  });

  test('TR-02 TR-03 the first result decides, or counts towards rise', () => {
    expect([first('bad', 'decides'), first('bad', 'counts')]).toEqual(['down', 'down']);
    expect([first('ok', 'decides'), first('ok', 'counts')]).toEqual(['up', 'unknown']);
  });

  test('a verdict without a sample changes nothing', () => {
    const story = new Story().after('ok');
    const before = story.told;
    expect(story.after('none').told).toEqual(before);
  });

  test('a warning counts as a success and is shown until the next plain one', () => {
    const story = new Story({ rise: 2, fall: 2 }).after('bad', 'warn', 'warn');
    expect(story.told).toMatchObject({ health: 'warn', blame: 'none', reason: 'exit 1 (warning)' });
    expect(story.after('bad').told.health).toBe('warn');
    expect(story.after('ok').told.health).toBe('up');
  });

  test('a result beyond doubt needs no second one', () => {
    const story = new Story({ rise: 3, fall: 3 }).after('ok', judged('bad', { certainty: 'decides' }));
    expect(story.told).toMatchObject({ health: 'down', reason: 'exit 1: refused' });
    expect(story.after(judged('ok', { certainty: 'decides' })).told.health).toBe('up');
  });
});

const run = (word: string, figure: Points): CheckEvent => judged(word, { figure });

describe('what a run is worth', () => {
  const exitWeights: ExitWeights = {
    ranges: [{ from: 0, to: 0, points: 5 }],
    signal: -70,
    timeout: -80,
    error: -90,
    fallback: 'fault',
  };

  test('TR-09 the points of a code take effect after fall equal reports, those of a better one after rise', () => {
    const story = new Story({ exitWeights, fall: 2 }).after(run('ok', 0));
    const worths = [-10, -10, -60, -60, 0].map((figure) => story.after(run('bad', figure)).told.worth);
    expect(worths).toEqual([0, -10, -10, -60, 0].map((points) => ({ points })));
  });

  test('before the first result, when stale and in pauses there are points too', () => {
    expect(new Story({ exitWeights }).told.worth).toBe('weight');
    expect(new Story({ exitWeights, initial: 'down' }).told.worth).toEqual({ points: -90 });
    const stale = new Story({ exitWeights, staleAfterMs: 3000 }).after(run('ok', 5)).at(3000);
    expect(stale.told).toMatchObject({ health: 'down', worth: { points: -90 } });
    const good = new Story({ exitWeights, inMaintenance: 'good' }).after(run('bad', 'fault'), paused('maintenance'));
    expect(good.told).toMatchObject({ health: 'up', worth: { points: 5 } });
    const bad = new Story({ exitWeights, inMaintenance: 'bad' }).after(run('ok', 5), paused('maintenance'));
    expect(bad.told.worth).toEqual({ points: -90 });
  });

  test('printed points count while the check is up; while it is down its weight does', () => {
    const story = new Story({ weightFrom: 'output' }).after(run('ok', 20));
    expect(story.told.worth).toEqual({ points: 20 });
    expect(story.after('bad').told).toMatchObject({ health: 'down', worth: 'weight' });
    expect(story.after(run('ok', 7)).told.worth).toEqual({ points: 7 });
  });

  test('a number that was read is multiplied by each weight; one that cannot be read is a fault', () => {
    const story = new Story({ weightFrom: 'value' }).after(run('ok', 70));
    expect(story.told.worth).toEqual({ value: 70 });
    expect(story.after('broken').told.worth).toEqual({ points: 'fault' });
  });
});

describe('staleness', () => {
  test('TR-06 without a result for stale_after the check is down, the checker is to blame, and the age is said', () => {
    const story = new Story({ staleAfterMs: 3000, fall: 5 }).at(1000).after('ok');
    expect(story.nextMs).toBe(4000);
    expect(story.at(3999).told.health).toBe('up');
    expect(story.at(4000).told).toMatchObject({ health: 'down', blame: 'checker', flags: [] });
    expect(story.at(7200).told.reason).toBe('no result for 6.2 s, 3 s are allowed (stale_after)');
  });

  test('skipped runs age towards it, broken ones do not', () => {
    const story = new Story({ staleAfterMs: 3000, onError: { policy: 'ignore' } }).after('ok').at(2999).after('none');
    expect(story.at(3000).told.health).toBe('down');
    const broken = new Story({ staleAfterMs: 3000, onError: { policy: 'ignore' } })
      .after('ok')
      .at(2999)
      .after('broken');
    expect(broken.at(3000).told.health).toBe('up');
  });

  test('a check that never reports is down too, after its delay and its limit', () => {
    const story = new Story({ staleAfterMs: 3000, initialDelayMs: 10_000, timeoutMs: 500 });
    expect(story.nextMs).toBe(13_500);
    expect(story.at(13_499).told.health).toBe('unknown');
    expect(story.at(13_500).told).toMatchObject({ health: 'down', blame: 'checker' });
  });

  test('it is a real down: rise successes lift it, and nothing more is due while it lasts', () => {
    const story = new Story({ staleAfterMs: 3000, rise: 2 }).after('ok').at(5000).after({ type: 'time' });
    expect(story.nextMs).toBe(Infinity);
    expect(story.after('ok').told).toMatchObject({ health: 'down', reason: 'exit 0 (success 1 of 2, still down)' });
    expect(story.after('ok').told.health).toBe('up');
  });
});

describe('on_error', () => {
  const hold = { onError: { policy: 'hold', limitMs: 10_000 } } as const;

  test('fail: a broken check counts as a failure', () => {
    expect(new Story().after('ok', 'broken').told).toMatchObject({ health: 'down', blame: 'checker', flags: [] });
  });

  test('TR-07 hold: the last real result stands for ten seconds from the first broken run, then it is a failure', () => {
    const story = new Story(hold).after('ok').at(1000).after('broken').at(5000).after('broken');
    expect(story.told).toMatchObject({ health: 'up', blame: 'checker', flags: ['held'] });
    expect(story.told.reason).toBe('exit 127 (held since 4 s, at most 10 s)');
    expect(story.nextMs).toBe(11_000);
    expect(story.at(10_999).told.health).toBe('up');
    expect(story.at(11_000).told).toMatchObject({ health: 'down', blame: 'checker', flags: [], reason: 'exit 127' });
  });

  test('hold: at the limit, and at each broken run after it, one failure counts', () => {
    const story = new Story({ ...hold, fall: 3 }).after('ok', 'broken').at(10_000).after({ type: 'time' });
    expect(story.told.reason).toBe('exit 127 (failure 1 of 3, still up)');
    expect(story.after('broken').told.health).toBe('up');
    expect(story.after('broken').told.health).toBe('down');
  });

  test('hold: a real result ends it, and the next time begins anew', () => {
    const story = new Story(hold).after('ok', 'broken').at(9000).after('ok').at(9500).after('broken');
    expect(story.at(19_499).told).toMatchObject({ health: 'up', flags: ['held'] });
    expect(story.at(19_500).told.health).toBe('down');
    expect(new Story(hold).after('ok', 'broken', 'bad').told).toMatchObject({ health: 'down', blame: 'service' });
  });

  test('hold: what failed last goes on failing, and what succeeded last lifts nothing', () => {
    const failing = new Story({ ...hold, fall: 3 }).after('ok', 'bad', 'broken');
    expect(failing.told).toMatchObject({ health: 'up', flags: ['held'] });
    expect(failing.after('broken').told.health).toBe('down');
    const rising = new Story({ ...hold, rise: 2 }).after('bad', 'ok', 'broken', 'broken', 'broken');
    expect(rising.told).toMatchObject({ health: 'down', flags: ['held'] });
  });

  test('hold: a check that never had a real result cannot hold', () => {
    expect(new Story(hold).after('broken').told).toMatchObject({ health: 'down', blame: 'checker', flags: [] });
    expect(new Story(hold).after('broken', 'broken').at(60_000).told.health).toBe('down');
  });

  test('ignore: out of the sum as long as it is broken, and its state stands', () => {
    const story = new Story({ onError: { policy: 'ignore' }, fall: 2 }).after('ok', 'bad', 'broken', 'broken');
    expect(story.told).toMatchObject({
      health: 'up',
      worth: 'nothing',
      blame: 'checker',
      reason: 'exit 127 (ignored as long as the check is broken)',
    });
    expect(story.after('bad').told).toMatchObject({ health: 'down', worth: 'weight' });
    expect(new Story({ onError: { policy: 'ignore' } }).after('broken').told.worth).toBe('nothing');
  });
});

describe('flapping', () => {
  const flap = { flap: { halfLifeMs: 60_000, holdMs: 300_000 } } as const;
  const downs = (count: number, changes: Partial<CheckConfig> = flap): Story => {
    const story = new Story(changes).after('ok');
    for (let time = 0; time < count; time += 1) story.at(time * 5000).after('bad', ...(time < count - 1 ? ['ok'] : []));
    return story;
  };

  test('TR-11 after four downs in 20 s going up is delayed, going down never', () => {
    const story = downs(4);
    expect(story.told).toMatchObject({ health: 'down', flags: ['flapping'] });
    expect(story.after('ok').told.reason).toBe('exit 0 (success 1 of 4, still down, went down too often lately)');
    expect(story.after('ok', 'ok').told.health).toBe('down');
    expect(story.after('ok').told).toMatchObject({ health: 'up', flags: ['flapping'] });
    expect(story.after('bad').told.health).toBe('down');
  });

  test('time alone ends it', () => {
    const story = downs(4);
    const endMs = story.nextMs;
    expect(endMs).toBeGreaterThan(15_000 + 60_000);
    expect(story.at(endMs - 1).told.flags).toEqual(['flapping']);
    expect(story.at(endMs).told.flags).toEqual([]);
  });

  test('three downs are not enough, and with flap off nothing is', () => {
    expect(downs(3).after('ok').told.health).toBe('up');
    expect(downs(9, { flap: 'off' }).after('ok').told).toMatchObject({ health: 'up', flags: [] });
  });

  test('a check that is good again is up after flap_hold at the latest', () => {
    const story = downs(4, { flap: { halfLifeMs: 60_000, holdMs: 3000 } });
    expect(story.at(16_000).after('ok').at(18_999).after('ok').told.health).toBe('down');
    expect(story.at(19_000).after('ok').told.health).toBe('up');
  });
});

test('a pause that follows another does not tell the reasons of both', () => {
  const config = checkConfig();
  const pause = { type: 'paused', why: 'maintenance', detail: 'new disk' } as const;
  let state = initialCheckState(config, 0);
  for (let round = 1; round <= 3; round += 1) {
    state = afterEvent(state, pause, config, round);
    state = afterEvent(state, { type: 'resumed', why: 'maintenance' }, config, round);
  }
  const { reason } = healthOf(afterEvent(state, pause, config, 4), config, 4);
  expect(reason.match(/counts as before/g)).toHaveLength(1);
});
