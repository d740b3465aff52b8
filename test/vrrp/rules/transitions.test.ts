import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../../src/model/address.ts';
import type { Priority } from '../../../src/model/priority.ts';
import { TRANSITIONS, situationOf } from '../../../src/vrrp/rules/transitions.ts';
import type { Situation } from '../../../src/vrrp/rules/transitions.ts';
import type { Instance, TimerName, VrrpEvent } from '../../../src/vrrp/state.ts';
import { createInstance, step } from '../../../src/vrrp/step.ts';
import { Router, caseConfig, caseTracking } from '../scenario/cases.ts';

const CONFIG = caseConfig();
const KEEPING = caseConfig({ allBad: 'keep' });
const VIP = '10.9.0.100' as IpAddress;
const PEER = '10.9.0.2' as IpAddress;

/** How each situation comes about. */
const WAYS: Readonly<Record<Situation, (router: Router) => void>> = {
  idle: () => {},
  waiting: (router) => {
    router.feed({ type: 'tracking', tracking: caseTracking(CONFIG, { waitingFor: ['nginx'] }) });
    router.feed({ type: 'start' });
  },
  backup: (router) => router.feed({ type: 'start' }),
  master: (router) => {
    router.feed({ type: 'start' });
    router.runUntil(4_000_000);
  },
  fault: (router) => {
    router.feed({ type: 'tracking', tracking: caseTracking(CONFIG, { faults: ['check nginx is down'] }) });
    router.feed({ type: 'start' });
  },
  offering: (router) => {
    WAYS.master(router);
    router.feed({ type: 'tracking', tracking: caseTracking(KEEPING, { faults: ['check nginx is down'] }) });
  },
  keeping: (router) => {
    WAYS.reserve(router);
    router.runUntil(7_500_000);
  },
  reserve: (router) => {
    router.feed({ type: 'tracking', tracking: caseTracking(KEEPING, { faults: ['check nginx is down'] }) });
    router.feed({ type: 'start' });
  },
  stopped: (router) => {
    router.feed({ type: 'start' });
    router.feed({ type: 'shutdown', reason: 'SIGTERM' });
  },
};

function instanceIn(situation: Situation): Instance {
  const config = situation === 'offering' || situation === 'keeping' || situation === 'reserve' ? KEEPING : CONFIG;
  const router = new Router(createInstance(config, caseTracking(config), '10.9.0.1' as IpAddress));
  WAYS[situation](router);
  return router.self;
}

/** The timers that only some situations have. */
const TIMERS: Partial<Record<Situation, TimerName>> = {
  offering: 'offerEnd',
  keeping: 'nextOffer',
  reserve: 'lastResort',
};

/** One event of each type that is not ignored wherever it has a rule. */
const eventFor = (situation: Situation, type: VrrpEvent['type']): VrrpEvent =>
  type === 'timer' ? { type, timer: TIMERS[situation] ?? 'masterDown' } : EVENTS[type];

const EVENTS: Readonly<Record<VrrpEvent['type'], VrrpEvent>> = {
  start: { type: 'start' },
  shutdown: { type: 'shutdown', reason: 'SIGTERM' },
  removed: { type: 'removed' },
  advert: {
    type: 'advert',
    from: PEER,
    advert: { version: 2, vrid: CONFIG.vrid, priority: 150 as Priority, advertIntervalCs: 100, addresses: [VIP] },
  },
  timer: { type: 'timer', timer: 'masterDown' },
  tracking: { type: 'tracking', tracking: caseTracking(CONFIG, { faults: ['interface eth0 is down'], sum: 'other' }) },
  sourceAddress: { type: 'sourceAddress', address: '10.9.0.8' as IpAddress },
  vipRemoved: { type: 'vipRemoved', address: VIP },
  reload: { type: 'reload', config: caseConfig({ vips: ['10.9.0.101'] }) },
  groupView: {
    type: 'groupView',
    view: { group: 'G', faults: [{ of: 'host', reason: 'VI_2: down' }], waitingFor: [] },
  },
  syncMaster: { type: 'syncMaster' },
  syncBackup: {
    type: 'syncBackup',
    cause: { kind: 'sync', group: 'G', first: 'VI_2', because: { kind: 'vipTaken', address: VIP } },
  },
  syncContest: { type: 'syncContest' },
};

/** Late enough for the deadlines above. */
const LATER_US = 12_000_000;

const situations = Object.keys(TRANSITIONS) as Situation[];
const eventTypes = Object.keys(EVENTS) as VrrpEvent['type'][];
const pairs = situations.flatMap((situation) => eventTypes.map((type) => [situation, type] as const));

describe('every event in every situation has a written answer', () => {
  test('the table has a rule, ignore or impossible for each of the pairs', () => {
    const written = situations.flatMap((situation) => Object.keys(TRANSITIONS[situation]));
    expect([pairs.length, written.length]).toEqual([9 * 13, 9 * 13]);
  });

  test.each(situations)('%s comes about in the way that is used here', (situation) => {
    expect(situationOf(instanceIn(situation))).toEqual(situation);
  });

  test.each(pairs)('%s, %s does what the table says', (situation, type) => {
    const before = instanceIn(situation);
    const rule = TRANSITIONS[situation][type];
    if (rule === 'impossible') {
      expect(() => step(before, eventFor(situation, type), LATER_US)).toThrow(
        `${type} is impossible when ${situation}`,
      );
      return;
    }
    const { instance, actions } = step(before, eventFor(situation, type), LATER_US);
    if (rule === 'ignore') {
      expect(instance).toBe(before);
      expect(actions).toEqual([]);
      return;
    }
    const timerOfOtherState = type === 'timer' && situation === 'master';
    expect(instance !== before || actions.length > 0).toBe(!timerOfOtherState);
  });

  test.each(pairs)('%s, %s reports a transition exactly when the state changes', (situation, type) => {
    if (TRANSITIONS[situation][type] === 'impossible') return;
    const before = instanceIn(situation);
    const { instance, actions } = step(before, eventFor(situation, type), LATER_US);
    const reports = actions.filter((action) => action.type === 'report');
    const unseen = situation === 'idle' && type !== 'start';
    const moved = [instance.state, instance.phase].join() !== [before.state, before.phase].join() && !unseen;
    expect(reports).toHaveLength(moved ? 1 : 0);
    for (const report of reports) expect([report.from, report.to]).toEqual([before.state, instance.state]);
  });
});
