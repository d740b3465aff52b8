import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextDueMs, step } from '../../../src/health/recover/recover.ts';
import { NOT_RECOVERING, type RecoverAction, type RecoverEvent } from '../../../src/health/recover/state.ts';
import type { Recovery, RecoverRules } from '../../../src/health/recover/state.ts';

const RULES: RecoverRules = {
  attempts: 2,
  backoffMs: 1000,
  maxBackoffMs: 30_000,
  withinMs: 5000,
  settleMs: 1000,
  failureTimeoutMs: 600_000,
  fall: 1,
};

const up: RecoverEvent = { type: 'result', health: 'up', counted: 'up', blame: 'none' };
const wouldGoDown: RecoverEvent = { type: 'result', health: 'down', counted: 'up', blame: 'service' };
const down: RecoverEvent = { type: 'result', health: 'down', counted: 'notUp', blame: 'service' };
const broken: RecoverEvent = { type: 'result', health: 'down', counted: 'up', blame: 'checker' };
const ended: RecoverEvent = { type: 'runEnded', outcome: 'succeeded', how: 'exit 0' };
const failed: RecoverEvent = { type: 'runEnded', outcome: 'failed', how: 'exit 1: no such unit' };
const time: RecoverEvent = { type: 'time' };

type Said = readonly (readonly [number, RecoverAction])[];

/** What is done when these events come at these times, beginning in a state. */
function play(
  events: readonly (readonly [number, RecoverEvent])[],
  changes: Partial<RecoverRules> = {},
  from: Recovery = NOT_RECOVERING,
): { readonly said: Said; readonly recovery: Recovery } {
  let recovery = from;
  const said: (readonly [number, RecoverAction])[] = [];
  for (const [atMs, event] of events) {
    const next = step(recovery, event, atMs, { ...RULES, ...changes });
    recovery = next.recovery;
    said.push(...next.actions.map((action) => [atMs, action] as const));
  }
  return { said, recovery };
}

const holdBack = (untilMs: number): RecoverAction => ({ type: 'holdBack', untilMs });
const startRun = (attempt: number, limitMs: number): RecoverAction => ({ type: 'startRun', attempt, limitMs });
const letGo = (reason: string): unknown => ({ type: 'letGo', reason: expect.stringContaining(reason) });
const GIVE_UP = { type: 'giveUp', reason: expect.stringContaining('2 attempts without a cure') };

describe('TR-25: within 5 s', () => {
  test('a run that works: nothing moves, and the check is asked as soon as the service has settled', () => {
    const { said, recovery } = play([
      [0, wouldGoDown],
      [800, ended],
      [1800, time],
      [1900, up],
    ]);
    expect(said).toEqual([
      [0, holdBack(5000)],
      [0, startRun(1, 5000)],
      [1800, { type: 'ask' }],
      [1900, { type: 'recovered', attempt: 1, afterMs: 1900 }],
    ]);
    expect(recovery).toMatchObject({ phase: { name: 'idle' }, heldUntilMs: 'no', attempts: 1 });
  });

  test('a run that hangs: down at 5 s, whether the end of the run or the end of the time comes first', () => {
    expect(
      play([
        [0, wouldGoDown],
        [5000, time],
        [5001, failed],
      ]).said.slice(2),
    ).toEqual([[5000, letGo('no recovery within 5000 ms')]]);
    expect(
      play([
        [0, wouldGoDown],
        [5000, failed],
        [5000, time],
      ]).said.slice(2),
    ).toEqual([[5000, letGo('exit 1')]]);
  });

  test('a run that exits 1: down at once, because a failed start is fatal for holding back', () => {
    const { said, recovery } = play([
      [0, wouldGoDown],
      [300, failed],
    ]);
    expect(said.slice(2)).toEqual([[300, letGo('recovery attempt 1 failed (exit 1: no such unit)')]]);
    expect(recovery.phase).toEqual({ name: 'waiting', untilMs: 1300 });
  });

  test('within 0: nothing is held back, recovery runs beside with time of its own', () => {
    const { said } = play(
      [
        [0, wouldGoDown],
        [800, ended],
        [1800, time],
        [1900, up],
      ],
      { withinMs: 0 },
    );
    expect(said).toEqual([
      [0, startRun(1, 30_000)],
      [1800, { type: 'ask' }],
      [1900, { type: 'recovered', attempt: 1, afterMs: 1900 }],
    ]);
  });

  test('a check that was not up is never held back', () => {
    expect(play([[0, down]]).said).toEqual([[0, startRun(1, 30_000)]]);
  });

  test('a check that is itself broken starts nothing and lets go what is held', () => {
    expect(play([[0, broken]]).said).toEqual([]);
    const { said, recovery } = play([
      [0, wouldGoDown],
      [500, broken],
      [600, ended],
      [2000, time],
    ]);
    expect(said.slice(2)).toEqual([[500, letGo('the check itself is broken')]]);
    expect(recovery.phase).toEqual({ name: 'idle' });
  });

  test('results while the run goes on say nothing: they may be of the old process', () => {
    expect(
      play([
        [0, wouldGoDown],
        [100, up],
        [200, wouldGoDown],
      ]).said,
    ).toHaveLength(2);
  });
});

describe('TR-26: attempts and failure_timeout', () => {
  test('an attempt has not helped after fall bad results, and the next one comes after the back-off', () => {
    const looks: readonly (readonly [number, RecoverEvent])[] = [
      [0, wouldGoDown],
      [100, ended],
      [1100, time],
    ];
    const { said, recovery } = play([...looks, [1200, wouldGoDown], [2200, wouldGoDown], [3200, time]], { fall: 2 });
    expect(said.slice(3)).toEqual([[3200, startRun(2, 1800)]]);
    expect(recovery.heldUntilMs).toBe(5000);
  });

  const twice: readonly (readonly [number, RecoverEvent])[] = [
    [0, wouldGoDown],
    [300, failed],
    [1300, time],
    [1400, failed],
  ];

  test('given up after the last attempt; further failures start nothing and hold nothing back', () => {
    const { said, recovery } = play(twice);
    expect(said.slice(3)).toEqual([
      [1300, startRun(2, 30_000)],
      [1400, GIVE_UP],
    ]);
    expect(
      play(
        [
          [2000, down],
          [3000, time],
          [4000, up],
          [5000, wouldGoDown],
        ],
        {},
        recovery,
      ).said,
    ).toEqual([[5000, GIVE_UP]]);
  });

  test('a broken check in between changes nothing: neither attempts nor the time', () => {
    const { said, recovery } = play(
      [
        [2000, broken],
        [3000, down],
      ],
      {},
      play(twice).recovery,
    );
    expect(said).toEqual([]);
    expect(nextDueMs(recovery, RULES)).toBe(601_400);
  });

  test('attempts used while it is held back: let go at once', () => {
    const { said } = play(
      [
        [0, wouldGoDown],
        [10, ended],
        [20, time],
        [30, wouldGoDown],
      ],
      { attempts: 1, settleMs: 10 },
    );
    expect(said.slice(3)).toEqual([
      [30, letGo('attempt 1 did not help')],
      [30, { type: 'giveUp', reason: expect.stringContaining('1 attempt without') }],
    ]);
  });

  test('failures are forgotten after the timeout since the last one, not since the first', () => {
    const { recovery } = play(twice);
    expect(nextDueMs(recovery, RULES)).toBe(601_400);
    expect(play([[601_399, time]], {}, recovery).said).toEqual([]);
    expect(play([[601_400, time]], {}, recovery).said).toEqual([[601_400, startRun(1, 30_000)]]);
    // A new failure in between begins the time anew.
    const again = play(
      [
        [4000, up],
        [300_000, wouldGoDown],
        [601_400, time],
      ],
      {},
      recovery,
    );
    expect(again.said).toEqual([[300_000, GIVE_UP]]);
    expect(nextDueMs(again.recovery, RULES)).toBe(900_000);
  });

  test('a bad result after the timeout is as good as the time itself', () => {
    expect(play([[700_000, down]], {}, play(twice).recovery).said).toEqual([[700_000, startRun(1, 30_000)]]);
  });

  test('a success does not reset the count: two cures, and the third failure finds no attempt', () => {
    const cured = (fromMs: number): readonly (readonly [number, RecoverEvent])[] => [
      [fromMs, wouldGoDown],
      [fromMs + 100, ended],
      [fromMs + 1100, time],
      [fromMs + 1200, up],
    ];
    const { recovery } = play([...cured(0), ...cured(60_000)]);
    expect(recovery).toMatchObject({ attempts: 2, phase: { name: 'idle' } });
    expect(play([[120_000, wouldGoDown]], {}, recovery).said).toEqual([[120_000, GIVE_UP]]);
    expect(play([[700_000, wouldGoDown]], {}, recovery).said[1]).toEqual([700_000, startRun(1, 5000)]);
  });

  test('a reset by hand begins anew with the next bad result', () => {
    const { said } = play(
      [
        [2000, { type: 'reset' }],
        [3000, down],
      ],
      {},
      play(twice).recovery,
    );
    expect(said).toEqual([[3000, startRun(1, 30_000)]]);
  });

  test('the back-off doubles up to its limit', () => {
    const pauses: number[] = [];
    let { recovery } = play([[0, down]], { attempts: 10, maxBackoffMs: 5000 });
    for (let attempt = 1; attempt < 6; attempt++) {
      const rules = { attempts: 10, maxBackoffMs: 5000 };
      recovery = play([[0, failed]], rules, recovery).recovery;
      const { phase } = recovery;
      pauses.push(phase.name === 'waiting' ? phase.untilMs : -1);
      recovery = play([[30_000, time]], rules, recovery).recovery;
    }
    expect(pauses).toEqual([1000, 2000, 4000, 5000, 5000]);
  });
});

const denied = (againAtMs: number): RecoverEvent => ({
  type: 'runDenied',
  againAtMs,
  reason: 'mysql is being recovered',
});

describe('a run that may not start', () => {
  test('in time: it waits, and it was no attempt', () => {
    const { said, recovery } = play([
      [0, wouldGoDown],
      [0, denied(1000)],
      [1000, time],
    ]);
    expect(said.slice(2)).toEqual([[1000, startRun(1, 4000)]]);
    expect(recovery.attempts).toBe(1);
  });

  test('too late: nothing is held back for it', () => {
    const { said } = play([
      [0, wouldGoDown],
      [0, denied(5000)],
      [5000, time],
    ]);
    expect(said.slice(2)).toEqual([
      [0, letGo('no recovery: mysql is being recovered')],
      [5000, startRun(1, 30_000)],
    ]);
  });

  test('good again while it waits: nobody has recovered it', () => {
    expect(
      play([
        [0, wouldGoDown],
        [0, denied(1000)],
        [500, up],
      ]).said,
    ).toHaveLength(2);
  });
});

test('called off, by maintenance or a stop: nothing is held back, nothing starts, a run is waited for', () => {
  const off: RecoverEvent = { type: 'calledOff', reason: 'maintenance of nginx' };
  const { said, recovery } = play([
    [0, wouldGoDown],
    [100, off],
    [200, wouldGoDown],
    [900, failed],
    [5000, time],
  ]);
  expect(said.slice(2)).toEqual([[100, letGo('maintenance of nginx')]]);
  expect(recovery.phase).toEqual({ name: 'idle' });
  expect(
    play([
      [0, down],
      [300, failed],
      [400, off],
      [1300, time],
    ]).said,
  ).toHaveLength(1);
});

test('the last moment of holding back still leaves a run a second', () => {
  expect(play([[0, wouldGoDown]], { withinMs: 200 }).said).toEqual([
    [0, holdBack(200)],
    [0, startRun(1, 1000)],
  ]);
});

const anyEvent = fc.oneof(
  fc.constantFrom(up, wouldGoDown, down, broken, ended, failed, time, time),
  fc.constant<RecoverEvent>({ type: 'runDenied', againAtMs: 0, reason: 'x' }),
  fc.constant<RecoverEvent>({ type: 'calledOff', reason: 'x' }),
);

test('whatever comes: held back never longer than within, never two runs, never more attempts than allowed', () => {
  const rules: RecoverRules = { ...RULES, failureTimeoutMs: Number.MAX_SAFE_INTEGER };
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), anyEvent), { maxLength: 60 }), (history) => {
      let [recovery, nowMs, runs, started, heldSinceMs] = [NOT_RECOVERING, 0, 0, 0, Infinity];
      const take = (event: RecoverEvent): void => {
        if (event.type === 'runEnded' || event.type === 'runDenied') {
          if (runs === 0) return;
          runs = 0;
          if (event.type === 'runDenied') started--;
        }
        const next = step(recovery, event, nowMs, rules);
        ({ recovery } = next);
        for (const action of next.actions) {
          if (action.type === 'holdBack') heldSinceMs = nowMs;
          if (action.type === 'startRun') [runs, started] = [runs + 1, started + 1];
        }
        if (recovery.heldUntilMs === 'no') heldSinceMs = Infinity;
        expect([
          runs <= 1,
          started <= rules.attempts,
          nowMs - heldSinceMs < rules.withinMs || heldSinceMs === Infinity,
        ]).toEqual([true, true, true]);
      };
      for (const [waitMs, event] of history) {
        const untilMs = nowMs + waitMs;
        for (let due = nextDueMs(recovery, rules); due <= untilMs; due = nextDueMs(recovery, rules)) {
          nowMs = Math.max(nowMs, due);
          take(time);
          if (nextDueMs(recovery, rules) === due) break;
        }
        nowMs = untilMs;
        take(event);
      }
    }),
  );
});
