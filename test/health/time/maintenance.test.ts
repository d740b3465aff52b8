import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, begin, end, entryOf, type Ledger, type LedgerStep } from '../../../src/health/time/maintenance.ts';
import {
  type MaintenanceRequest,
  nextDueMs,
  NODE,
  reopened,
  type Target,
} from '../../../src/health/time/maintenance.ts';
import { err, type Result } from '../../../src/model/result.ts';

const T0 = Date.parse('2026-07-01T22:00:00Z');
const MIN = 60_000;
const NGINX: Target = { type: 'check', name: 'nginx' };
const MYSQL: Target = { type: 'check', name: 'mysql' };

const request = (changes: Partial<MaintenanceRequest> = {}): MaintenanceRequest => ({
  target: NGINX,
  lengthMs: 30 * MIN,
  note: 'new certificate',
  ...changes,
});

function done(result: Result<LedgerStep, string>): LedgerStep {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

const on = (ledger: Ledger, changes: Partial<MaintenanceRequest> = {}, nowMs = T0): LedgerStep =>
  done(begin(ledger, request(changes), nowMs));

const types = ({ events }: LedgerStep): readonly string[] => events.map(({ type }) => type);

describe('begin', () => {
  test('counts from now to its end, and only for its target', () => {
    const { ledger, events } = on([]);
    expect(events).toEqual([{ type: 'begin', entry: expect.objectContaining({ fromMs: T0, untilMs: T0 + 30 * MIN }) }]);
    const inForce = (target: Target, minutes: number): boolean =>
      entryOf(ledger, target, T0 + minutes * MIN) !== undefined;
    expect([0, 29.999, 30].map((minutes) => inForce(NGINX, minutes))).toEqual([true, true, false]);
    expect([inForce(MYSQL, 1), inForce(NODE, 1)]).toEqual([false, false]);
  });

  test.each([
    [{ lengthMs: 0 }, 'say how long, such as --for 30m'],
    [{ lengthMs: Number.NaN }, 'say how long'],
    [{ lengthMs: 7 * 24 * 60 * MIN + 1 }, 'at most 7 days are possible, 8 were asked for'],
    [{ note: ' \n\t' }, 'say why with --note'],
  ])('%o is refused', (changes, words) => {
    expect(begin([], request(changes), T0)).toEqual(err(expect.stringContaining(words)));
  });

  test('seven days are possible', () => expect(on([], { lengthMs: 7 * 24 * 60 * MIN }).ledger).toHaveLength(1));

  test('a second one replaces the first, also with an earlier end, and says so', () => {
    const second = on(on([]).ledger, { lengthMs: 5 * MIN, note: 'nearly done' }, T0 + MIN);
    expect(second.events).toEqual([
      {
        type: 'replaced',
        entry: expect.objectContaining({ untilMs: T0 + 6 * MIN, note: 'nearly done' }),
        before: expect.objectContaining({ untilMs: T0 + 30 * MIN }),
      },
    ]);
    expect(second.ledger).toHaveLength(1);
  });

  test('one after the first is over is a new one', () => {
    expect(types(on(on([]).ledger, {}, T0 + 31 * MIN))).toEqual(['end', 'begin']);
  });

  test('a note is one line without control characters, of bounded length', () => {
    const [entry] = on([], { note: ` a\u001b[31m\n\tb ${'x'.repeat(500)}` }).ledger;
    expect(entry?.note.slice(0, 9)).toBe('a [31m b ');
    expect(entry?.note).toHaveLength(200);
  });
});

describe('end', () => {
  test('by hand, before its time', () => {
    const { ledger, events } = done(end(on([]).ledger, NGINX, T0 + MIN));
    expect([ledger, events]).toEqual([
      [],
      [{ type: 'end', entry: expect.objectContaining({ target: NGINX }), by: 'off' }],
    ]);
  });

  test('of what is not in maintenance is refused, with what is', () => {
    expect(end([], NODE, T0)).toEqual(err('this node is not in maintenance; nothing is'));
    const { ledger } = on(on([]).ledger, { target: NODE });
    expect(end(ledger, MYSQL, T0)).toEqual(
      err('check mysql is not in maintenance; in maintenance: check nginx, this node'),
    );
    expect(end(on([]).ledger, NGINX, T0 + 31 * MIN)).toEqual(err('check nginx is not in maintenance; nothing is'));
  });
});

describe('TR-15: the end is announced a minute before', () => {
  test('each thing once, and the entry is gone at its end', () => {
    let { ledger } = on([]);
    const told: (readonly [number, string])[] = [];
    for (let minutes = 0; minutes <= 32; minutes += 0.5) {
      const next = advance(ledger, T0 + minutes * MIN);
      ({ ledger } = next);
      told.push(...next.events.map(({ type }) => [minutes, type] as const));
    }
    expect(told).toEqual([
      [29, 'ending'],
      [30, 'end'],
    ]);
    expect(ledger).toEqual([]);
  });

  test('one that is shorter than a minute is announced as soon as one looks', () => {
    expect(types(advance(on([], { lengthMs: 20_000 }).ledger, T0))).toEqual(['ending']);
  });

  test('who looks late hears only of the end', () => {
    expect(types(advance(on([]).ledger, T0 + 40 * MIN))).toEqual(['end']);
  });

  test('nobody has to look before the next due instant', () => {
    const { ledger } = on(on([]).ledger, { target: NODE, lengthMs: 10 * MIN });
    expect(nextDueMs(ledger)).toBe(T0 + 9 * MIN);
    expect(nextDueMs(advance(ledger, T0 + 9 * MIN).ledger)).toBe(T0 + 10 * MIN);
    expect(nextDueMs(advance(ledger, T0 + 10 * MIN).ledger)).toBe(T0 + 29 * MIN);
    expect(nextDueMs([])).toBe(Infinity);
  });
});

test('TR-16: over a restart an entry is kept, one whose end has passed is dropped, nothing is said twice', () => {
  const { ledger } = advance(on(on([]).ledger, { target: NODE, lengthMs: 60 * MIN }).ledger, T0 + 29 * MIN);
  const back = reopened(ledger, T0 + 40 * MIN);
  expect(back.ledger.map(({ target }) => target)).toEqual([NODE]);
  expect(back.over.map(({ target }) => target)).toEqual([NGINX]);
  expect(advance(reopened(ledger, T0 + 29.5 * MIN).ledger, T0 + 29.5 * MIN).events).toEqual([]);
});

test('a clock that is set back does not interrupt a maintenance, and its end stays where it was', () => {
  const { ledger } = on([]);
  expect(entryOf(ledger, NGINX, T0 - 60 * MIN)?.untilMs).toBe(T0 + 30 * MIN);
  expect(advance(ledger, T0 - 60 * MIN).events).toEqual([]);
});

test('an entry that begins later is not in force before, and its begin is said then', () => {
  const [entry] = on([]).ledger;
  const later: Ledger = entry === undefined ? [] : [{ ...entry, fromMs: T0 + MIN, said: 'nothing' }];
  expect(entryOf(later, NGINX, T0)).toBeUndefined();
  expect(nextDueMs(later)).toBe(T0 + MIN);
  expect(types(advance(later, T0 + MIN))).toEqual(['begin']);
});

test('whatever is asked, in whatever order: one entry a target, every end is at most 7 days away and once told', () => {
  const target = fc.constantFrom(NODE, NGINX, MYSQL);
  const deed = fc.record({
    target,
    minutes: fc.integer({ min: 1, max: 90 }),
    do: fc.constantFrom('on', 'off', 'wait'),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      let [ledger, nowMs, open]: [Ledger, number, number] = [[], T0, 0];
      const take = (next: LedgerStep): void => {
        ({ ledger } = next);
        for (const { type } of next.events) open += type === 'begin' ? 1 : type === 'end' ? -1 : 0;
        expect(open).toBe(ledger.length);
        expect(new Set(ledger.map((entry) => JSON.stringify(entry.target))).size).toBe(ledger.length);
        for (const { untilMs } of ledger) expect(untilMs).toBeGreaterThan(nowMs);
      };
      for (const { target: whom, minutes, do: what } of deeds) {
        if (what === 'on') take(on(ledger, { target: whom, lengthMs: minutes * MIN }, nowMs));
        const ended = what === 'off' ? end(ledger, whom, nowMs) : undefined;
        if (ended?.ok) take(ended.value);
        if (what === 'wait') nowMs += minutes * MIN;
        take(advance(ledger, nowMs));
      }
    }),
  );
});
