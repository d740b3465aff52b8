import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import type { Priority } from '../../src/model/priority.ts';
import { createInstance, step } from '../../src/vrrp/step.ts';
import {
  dueTimers,
  lastResortUs,
  masterDownUs,
  nextDeadlineUs,
  nextRoundUs,
  offerIntervalUs,
  offerLimitUs,
  offerSilenceUs,
  skewUs,
  withTimer,
  withoutTimer,
} from '../../src/vrrp/timers.ts';
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

describe('the times of an offer', () => {
  test.each([
    ['VRRP 2, 1 s', { version: 2 }, 1_250_000, 4_996_093, 3_000_000],
    ['VRRP 2, 5 s', { version: 2, advertIntervalCs: 500 }, 5_000_000, 16_996_093, 15_000_000],
    ['VRRP 3, 10 cs', { version: 3, advertIntervalCs: 10 }, 125_000, 1_399_609, 300_000],
    ['one advert missed is enough', { version: 2, downTimerAdverts: 1 }, 1_250_000, 2_996_093, 3_000_000],
    ['five adverts missed', { version: 2, downTimerAdverts: 5 }, 1_250_000, 6_996_093, 5_000_000],
  ] as const)('%s', (_name, changes, silence, limit, interval) => {
    const config = caseConfig(changes);
    const self = createInstance(config, caseTracking(config), '10.9.0.1' as IpAddress);
    expect([offerSilenceUs(self), offerLimitUs(self), offerIntervalUs(self)]).toEqual([silence, limit, interval]);
    const slowest = { version: config.version, priority: 1 as Priority, advertIntervalCs: config.advertIntervalCs };
    expect(offerSilenceUs(self)).toBeGreaterThan(skewUs({ ...slowest, downTimerAdverts: 3 }));
  });

  test('the last resort comes after two master-down intervals, and an advert later a rank', () => {
    expect([lastResortUs(idle, 0), lastResortUs(idle, 2)]).toEqual([7_218_750, 9_218_750]);
    expect(lastResortUs({ ...idle, masterAdvertIntervalCs: 300 }, 1)).toEqual(22_218_750);
  });
});

describe('deadlines', () => {
  test('a timer that is taken away leaves the others', () => {
    const armed = withTimer(withTimer(idle, 'advert', 5), 'offerEnd', 6);
    expect([withoutTimer(armed, 'advert').timers, withoutTimer(idle, 'advert').timers]).toEqual([{ offerEnd: 6 }, {}]);
  });

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
