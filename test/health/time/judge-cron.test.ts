import { beforeAll, describe, expect, test } from 'vitest';
import type { NextDate } from '../../../src/health/time/cron-dates.ts';
import { judgeCron, judgeDates } from '../../../src/health/time/judge-cron.ts';
import { loadNextDate } from '../../../src/probes/times/cron.ts';

let next: NextDate;
beforeAll(async () => {
  next = await loadNextDate();
});

const NOW = Date.parse('2026-07-01T10:00:00Z');

describe('TR-18: a pattern and its zone', () => {
  test('a good one has nothing to be said about', () => {
    expect(judgeCron({ pattern: '0 9 * * 1-5', timeZone: 'Europe/Berlin' })).toEqual([]);
  });

  test('a bad pattern and a bad zone are told both', () => {
    expect(judgeCron({ pattern: '0 9 * *', timeZone: '+02:00' })).toEqual([
      { severity: 'error', text: expect.stringContaining('has 4 fields') },
      {
        severity: 'error',
        text: expect.stringContaining('time zone "+02:00" is not known here; write a name such as'),
      },
    ]);
  });

  test('what a pattern warns of is told', () => {
    expect(judgeCron({ pattern: '*/90 * * * *', timeZone: 'UTC' })).toEqual([
      { severity: 'warning', text: expect.stringContaining('step 90') },
    ]);
  });
});

describe('a pattern of which dates are needed', () => {
  test.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Africa/Cairo', 'Asia/Beirut'])(
    'in %s is fine',
    (timeZone) => expect(judgeDates({ pattern: '0 9 * * *', timeZone }, NOW, next)).toEqual([]),
  );

  test.each([
    ['Australia/Lord_Howe', 'is moved by 30 minutes at minute 30'],
    ['Pacific/Chatham', 'is moved by 60 minutes at minute 45'],
    ['Antarctica/Troll', 'is moved by 120 minutes'],
  ])('in %s is refused: its dates would be wrong', (timeZone, words) => {
    const [finding, ...more] = judgeDates({ pattern: '0 9 * * *', timeZone }, NOW, next);
    expect(finding).toEqual({ severity: 'error', text: expect.stringContaining(words) });
    expect(finding?.text).toContain('write the pattern for the time zone UTC');
    expect(more).toEqual([]);
  });

  test('that has no dates is refused', () => {
    expect(judgeDates({ pattern: '0 9 * * *', timeZone: 'UTC' }, NOW, () => undefined)).toEqual([
      { severity: 'error', text: expect.stringContaining('has no 10 dates') },
    ]);
  });
});
