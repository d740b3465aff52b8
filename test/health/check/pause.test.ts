import { describe, expect, test } from 'vitest';
import type { CheckEvent } from '../../../src/health/check-state.ts';
import type { CheckConfig } from '../../../src/model/check.ts';
import { paused, resumed, Story } from '../story.ts';

describe('TR-13 blocked by a check it needs', () => {
  test('counts as down, and the reason names the root only', () => {
    const story = new Story().after('ok', paused('blocked', 'gw'));
    expect(story.told).toMatchObject({
      health: 'down',
      blame: 'none',
      reason: 'not tested: gw is down, counts as down',
      flags: ['blocked'],
    });
    expect(story.nextMs).toBe(Infinity);
  });

  test('or as it was for a limited time', () => {
    const story = new Story({ whileBlocked: { holdMs: 30_000 } }).after('warn').at(1000).after(paused('blocked', 'gw'));
    expect(story.told).toMatchObject({ health: 'warn', flags: ['blocked'] });
    expect(story.told.reason).toBe(
      'not tested: gw is down, counts as before for at most 30 s: warn (exit 1 (warning))',
    );
    expect(story.nextMs).toBe(31_000);
    expect(story.at(30_999).told.health).toBe('warn');
    expect(story.at(31_000).told.health).toBe('down');
  });

  test('is not stale meanwhile, and counts so until its first result afterwards', () => {
    const story = new Story({ staleAfterMs: 3000, fall: 3 }).after('ok', paused('blocked', 'gw')).at(60_000);
    expect(story.after({ type: 'time' }).told.flags).toEqual(['blocked']);
    story.after(resumed('blocked'));
    expect(story.told).toMatchObject({ health: 'down', flags: [] });
    expect(story.told.reason).toBe('no result yet since gw is up again, counts as down');
    expect(story.nextMs).toBe(63_000);
    expect(story.after('ok').told.health).toBe('up');
  });

  test('a failure after it decides: nothing is known from before', () => {
    const story = new Story({ fall: 3 })
      .after('ok', paused('blocked', 'gw'))
      .at(60_000)
      .after(resumed('blocked'), 'bad');
    expect(story.told).toMatchObject({ health: 'down', reason: 'exit 1: refused' });
  });

  test('another root takes the place of the first', () => {
    const story = new Story({ whileBlocked: { holdMs: 30_000 } }).after('ok', paused('blocked', 'gw')).at(20_000);
    story.after(paused('blocked', 'switch'));
    expect(story.told.reason).toContain('not tested: switch is down');
    expect(story.nextMs).toBe(30_000);
  });

  test('a check that was blocked from the start gets its full time for a first result', () => {
    const story = new Story({ staleAfterMs: 3000, timeoutMs: 1000 }).after(paused('blocked', 'gw')).at(100);
    expect(story.after(resumed('blocked')).nextMs).toBe(3100);
  });
});

const hours = (outside: 'good' | 'bad' | 'hold'): Partial<CheckConfig> => ({
  windows: { during: [], except: [], timeZone: 'Europe/Berlin', outside },
});

describe('outside its hours', () => {
  test.each([
    ['good', 'up'],
    ['bad', 'down'],
    ['hold', 'down'],
  ] as const)('a check that was down counts as %s: %s', (outside, health) => {
    const story = new Story(hours(outside)).after('bad', paused('outside'));
    expect(story.told).toMatchObject({ health, flags: ['outside'] });
    expect(story.told.reason).toContain('outside its hours');
    story.at(60_000).after(resumed('outside'));
    expect(story.told).toMatchObject({ health, flags: [] });
    expect(story.after('ok').told.health).toBe('up');
  });

  test('silence after its hours began is stale, whatever it counted as', () => {
    const story = new Story({ ...hours('good'), staleAfterMs: 3000 }).after('ok', paused('outside'));
    story.at(60_000).after(resumed('outside'));
    expect(story.at(62_999).told.health).toBe('up');
    expect(story.at(63_000).told).toMatchObject({ health: 'down', blame: 'checker' });
  });
});

describe('in maintenance', () => {
  test('frozen: counts as it did, whatever its runs say', () => {
    const story = new Story().after('ok', paused('maintenance', 'new disk'), 'bad');
    expect(story.told).toMatchObject({ health: 'up', blame: 'none', flags: ['maintenance'] });
    expect(story.told.reason).toBe('in maintenance: new disk, counts as before: up (exit 0)');
  });

  test.each([
    ['good', 'up'],
    ['bad', 'down'],
  ] as const)('%s: counts as %s', (inMaintenance, health) => {
    expect(new Story({ inMaintenance }).after('ok', paused('maintenance')).told.health).toBe(health);
  });

  test('TR-15 what was heard meanwhile counts at its end, at once', () => {
    const story = new Story().after('ok', paused('maintenance')).at(5000).after('bad').at(5500);
    expect(story.after(resumed('maintenance')).told).toMatchObject({ health: 'down', reason: 'exit 1: refused' });
  });

  test('what is too old by then does not: the first result is awaited', () => {
    const story = new Story({ staleAfterMs: 3000 }).after('ok', paused('maintenance')).at(5000).after('bad').at(8000);
    story.after(resumed('maintenance'));
    expect(story.told).toMatchObject({ health: 'up', flags: [] });
    expect(story.told.reason).toBe('no result yet since its maintenance ended, counts as before: up (exit 0)');
  });

  test('beats every other pause, and gives way to it at its end', () => {
    const story = new Story().after('ok', paused('maintenance'), paused('blocked', 'gw'));
    expect(story.told).toMatchObject({ health: 'up', flags: ['maintenance'] });
    expect(story.after(resumed('maintenance')).told).toMatchObject({ health: 'down', flags: ['blocked'] });
    expect(story.after(resumed('blocked'), 'ok').told).toMatchObject({ health: 'up', flags: [] });
  });
});

const down = (): Story => new Story({ fall: 2 }).after('warn', 'bad', 'bad').at(1000);

describe('TR-25 recovery', () => {
  const withhold: CheckEvent = { type: 'withhold', untilMs: 6000 };

  test('withholds that the check is down, until its limit and no longer', () => {
    const story = down();
    expect(story.told.health).toBe('down');
    story.after(withhold);
    expect(story.told).toMatchObject({ health: 'warn', blame: 'service', flags: ['recovering'] });
    expect(story.told.reason).toBe('exit 1: refused, 2 of 2 (recovery is tried, counts as before for at most 5 s)');
    expect(story.nextMs).toBe(6000);
    expect(story.at(5999).after('bad').told.health).toBe('warn');
    expect(story.at(6000).told).toMatchObject({ health: 'down', flags: [] });
  });

  test('that helped ends with the successes that rise asks for', () => {
    expect(down().after(withhold, 'ok').told).toMatchObject({ health: 'up', flags: [], reason: 'exit 0' });
  });

  test('that did not help lets it down at once', () => {
    expect(down().after(withhold, { type: 'release' }).told).toMatchObject({ health: 'down', flags: [] });
  });

  test('has nothing to withhold of a check that is not down by a run', () => {
    expect(new Story().after('ok', withhold).told).toMatchObject({ health: 'up', flags: [] });
    expect(new Story().after('bad', withhold).told).toMatchObject({ health: 'down', flags: [] });
  });
});
