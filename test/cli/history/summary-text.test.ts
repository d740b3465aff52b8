import { expect, test } from 'vitest';
import { summaryText } from '../../../src/cli/history/summary-text.ts';

const HOUR_MS = 3_600_000;

test('a check is a row; one that was never down has dashes', () => {
  const nginx = {
    check: 'nginx',
    now: 'down',
    failures: 3,
    failedRuns: 40,
    downMs: 5 * HOUR_MS,
    longestMs: 4 * HOUR_MS,
  };
  const disk = {
    check: 'disk',
    now: 'up',
    failures: 0,
    failedRuns: 0,
    downMs: 0,
    longestMs: 0,
    lastReason: '',
  } as const;
  expect(summaryText([{ ...nginx, now: 'down', lastReason: 'exit 7', lastDownAtMs: 0 }, disk], 0)).toBe(
    [
      'since 1970-01-01T00:00:00.000Z',
      '',
      'CHECK  NOW   FAILURES  FAILED RUNS  DOWN  LONGEST  LAST DOWN                 LAST REASON',
      'nginx  DOWN  3         40           5 h   4 h      1970-01-01T00:00:00.000Z  exit 7',
      'disk   UP    0         0            0 s   0 s      -                         -',
    ].join('\n'),
  );
});

test('nothing known is said', () => {
  expect(summaryText([], 0)).toBe('no check is known since 1970-01-01T00:00:00.000Z');
});
