import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import { createInstance, step } from '../../src/vrrp/step.ts';
import { dueTimers, masterDownUs, nextDeadlineUs, nextRoundUs, skewUs, withTimer } from '../../src/vrrp/timers.ts';
import type { Timing } from '../../src/vrrp/timers.ts';
import { Router, caseConfig, caseTracking } from './scenario/cases.ts';

interface Row {
  readonly name: string;
  readonly timing: Timing;
  readonly skewUs: number;
  readonly masterDownUs: number;
}

const rows = readFileSync(new URL('../data/vrrp-timing.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

describe('skew and master-down interval', () => {
  test.each(rows)('$name', ({ timing, ...expected }) => {
    expect({ name: expected.name, skewUs: skewUs(timing), masterDownUs: masterDownUs(timing) }).toEqual(expected);
  });
});

const idle = createInstance(caseConfig(), caseTracking(caseConfig()), '10.9.0.1' as IpAddress);

describe('deadlines', () => {
  test('an instance without timers waits for nothing', () => {
    expect([nextDeadlineUs(idle), dueTimers(idle, 1e15)]).toEqual([Infinity, []]);
  });

  test('timers of one moment are served in a fixed order, whatever order they were armed in', () => {
    const armed = withTimer(withTimer(withTimer(idle, 'garpRefresh', 5), 'advert', 5), 'masterDown', 6);
    expect(nextDeadlineUs(armed)).toEqual(5);
    expect([dueTimers(armed, 4), dueTimers(armed, 5), dueTimers(armed, 6)]).toEqual([
      [],
      ['advert', 'garpRefresh'],
      ['masterDown', 'advert', 'garpRefresh'],
    ]);
  });

  test.each([
    ['served in time', 1_000_000, 2_000_000],
    ['served 300 ms late', 1_300_000, 2_000_000],
    ['served just before the round after it', 1_999_999, 2_000_000],
    ['served a whole interval late', 2_000_000, 3_000_000],
    ['served after a long stall', 9_700_000, 10_700_000],
  ])('the round after one due at 1 s that was %s', (_, nowUs, nextUs) => {
    expect(nextRoundUs(1_000_000, 1_000_000, nowUs)).toEqual(nextUs);
  });
});

test('TM-13 a thousand adverts that each leave late by up to 20 ms keep the interval on average', () => {
  const router = new Router(idle);
  router.feed({ type: 'start' });
  router.runUntil(4_000_000);
  const sentUs: number[] = [];
  for (let i = 0; i < 1000; i++) {
    const latenessUs = (i * 7919) % 20_000;
    const nowUs = nextDeadlineUs(router.self) + latenessUs;
    router.self = step(router.self, { type: 'timer', timer: 'advert' }, nowUs).instance;
    sentUs.push(nowUs);
  }
  const meanUs = ((sentUs.at(-1) ?? 0) - (sentUs[0] ?? 0)) / 999;
  expect(Math.abs(meanUs - 1_000_000)).toBeLessThan(1000);
});
