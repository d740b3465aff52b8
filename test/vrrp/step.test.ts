import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import type { Priority } from '../../src/model/priority.ts';
import { acceptAdvert } from '../../src/vrrp/accept.ts';
import { vipsOf } from '../../src/vrrp/rules/announcing.ts';
import { situationOf } from '../../src/vrrp/rules/transitions.ts';
import type { Instance, Step, VrrpEvent } from '../../src/vrrp/state.ts';
import { createInstance, step } from '../../src/vrrp/step.ts';
import { dueTimers, nextDeadlineUs } from '../../src/vrrp/timers.ts';
import { Router, caseConfig, caseTracking } from './scenario/cases.ts';
import { anyHistory } from './scenario/histories.ts';
import type { Happening } from './scenario/histories.ts';
import { received } from './scenario/packets.ts';

const OUR_ADDRESS = '10.9.0.1' as IpAddress;

interface Taken {
  readonly before: Instance;
  readonly event: VrrpEvent;
  readonly nowUs: number;
  readonly step: Step;
}

/** Every step of a history, due timers included. */
function* stepsOf(start: Instance, happenings: readonly Happening[]): Generator<Taken> {
  let before = start;
  let nowUs = 0;
  const take = (event: VrrpEvent): Taken => {
    const taken = { before, event, nowUs, step: step(before, event, nowUs) };
    before = taken.step.instance;
    return taken;
  };
  yield take({ type: 'start' });
  for (const { afterUs, event } of happenings) {
    const atUs = nowUs + afterUs;
    while (nextDeadlineUs(before) <= atUs) {
      nowUs = Math.max(nowUs, nextDeadlineUs(before));
      const [timer] = dueTimers(before, nowUs);
      if (timer !== undefined) yield take({ type: 'timer', timer });
    }
    nowUs = atUs;
    yield take(event);
  }
}

function eachStep(check: (taken: Taken) => void): void {
  fc.assert(
    fc.property(anyHistory, ({ config, happenings }) => {
      const start = createInstance(config, caseTracking(config), OUR_ADDRESS);
      for (const taken of stepsOf(start, happenings)) check(taken);
    }),
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

describe('in any history', () => {
  test('SM-44 a step depends on nothing but its input and changes none of it', () => {
    eachStep(({ before, event, nowUs, step: first }) => {
      expect(step(deepFreeze(before), deepFreeze(event), nowUs)).toEqual(first);
    });
  });

  test('SM-45 the VIPs are installed if and only if the router is master', () => {
    fc.assert(
      fc.property(anyHistory, ({ config, happenings }) => {
        const start = createInstance(config, caseTracking(config), OUR_ADDRESS);
        let installed = new Map<string, unknown>();
        for (const { step: taken } of stepsOf(start, happenings)) {
          for (const action of taken.actions) {
            if (action.type === 'addVips') for (const vip of action.vips) installed.set(vip.address, vip);
            if (action.type === 'removeVips') for (const vip of action.vips) installed.delete(vip.address);
          }
          const wanted = taken.instance.state === 'master' ? vipsOf(taken.instance.config) : [];
          expect(installed).toEqual(new Map(wanted.map((vip) => [vip.address, vip])));
        }
      }),
    );
  });

  test('SM-46 adverts above priority 0 come from a master only, and priority 0 once when one leaves or offers', () => {
    eachStep(({ before, step: { instance, actions } }) => {
      const sent = actions.filter((action) => action.type === 'sendAdvert').map(({ priority }) => priority);
      const lastWord = before.state === 'master' && before.config.onHigherPriority === 'advertise';
      const speaks = instance.state === 'master' || lastWord;
      expect(sent.filter((priority) => priority > 0).length).toBeLessThanOrEqual(speaks ? 1 : 0);
      const leaves = before.state === 'master' && instance.state !== 'master';
      const offers = instance.failing === 'offering' || instance.failing === 'keeping';
      expect(sent.filter((priority) => priority === 0).length).toBeLessThanOrEqual(leaves || offers ? 1 : 0);
    });
  });

  test('a change of state is reported exactly once, and nothing else is', () => {
    eachStep(({ before, event, step: { instance, actions } }) => {
      const reports = actions.filter((action) => action.type === 'report');
      const ended = event.type !== 'start' && before.phase !== instance.phase;
      expect(reports).toHaveLength(before.state !== instance.state || ended ? 1 : 0);
    });
  });

  test('announcements are wanted by a master only, and leaving it cancels them first', () => {
    eachStep(({ before, step: { instance, actions } }) => {
      const kinds = actions.map(({ type }) => type);
      if (instance.state !== 'master') expect(kinds).not.toContain('announce');
      if (before.state !== 'master' || instance.state === 'master') return;
      const effects = kinds.filter((kind) => kind !== 'note' && kind !== 'sendAdvert');
      expect(effects[0]).toEqual('cancelAnnouncements');
    });
  });

  test('every state has the timers it needs, none of them in the past, and no other', () => {
    eachStep(({ nowUs, step: { instance } }) => {
      const armed = Object.keys(instance.timers);
      for (const atUs of Object.values(instance.timers)) expect(Number.isInteger(atUs)).toBe(true);
      const speaks = armed.filter((timer) => timer === 'advert' || timer === 'offerEnd');
      const only = { backup: ['masterDown'], reserve: ['lastResort'] } as const;
      const situation = situationOf(instance);
      if (situation === 'backup' || situation === 'reserve') expect(armed).toEqual(only[situation]);
      else if (instance.state === 'master') expect(speaks).toHaveLength(1);
      else expect(armed).toEqual([]);
      expect(armed.includes('nextOffer')).toBe(situation === 'offering' || situation === 'keeping');
      expect(instance.awaiting !== 'nothing').toBe(situation === 'backup' || situation === 'reserve');
      expect(nextDeadlineUs(instance)).toBeGreaterThanOrEqual(nowUs);
    });
  });

  test('who serves although its checks have failed is told to keep, has no other fault, and says so with priority 1', () => {
    eachStep(({ step: { instance, actions } }) => {
      const { state, failing, config, tracking, sourceAddress } = instance;
      const serves = failing === 'offering' || failing === 'keeping';
      if (state === 'master') expect(serves).toBe(tracking.faults.length > 0);
      if (failing !== 'no') {
        expect([config.allBad, sourceAddress !== 'none', state]).toEqual(['keep', true, serves ? 'master' : 'fault']);
        expect(tracking.faults.map(({ of }) => of)).toEqual(tracking.faults.map(() => 'check'));
      }
      const sent = actions.flatMap((action) => (action.type === 'sendAdvert' ? [action.priority] : []));
      if (serves) expect(sent.filter((priority) => priority > 1)).toEqual([]);
    });
  });
});

describe('a refused packet touches nothing', () => {
  const config = caseConfig();
  const spoiled = received(
    {
      ...config,
      v3Checksum: 'pseudo',
      priority: 200 as Priority,
      addresses: [],
      source: '10.9.0.2' as IpAddress,
      destination: '224.0.0.18' as IpAddress,
    },
    {},
    (payload) => payload.map((octet, i) => (i === 6 ? octet ^ 1 : octet)),
  );

  /** What the dataplane does with a packet. */
  function hear(router: Router, packet: typeof spoiled): void {
    const accepted = acceptAdvert(packet, config, [OUR_ADDRESS]);
    if (accepted.ok) router.feed({ type: 'advert', advert: accepted.value.advert, from: packet.source });
  }

  function bombarded(fromUs: number, untilUs: number): Router {
    const router = new Router(createInstance(config, caseTracking(config), OUR_ADDRESS));
    router.feed({ type: 'start' });
    for (let atUs = fromUs; atUs < untilUs; atUs += 10_000) {
      router.runUntil(atUs);
      hear(router, spoiled);
    }
    router.runUntil(untilUs);
    return router;
  }

  test('RX-46 RX-47 a hundred bad packets a second for 10 s leave the adverts of a master in their rhythm', () => {
    const master = bombarded(3_700_000, 13_700_000);
    const adverts = master.done.filter(({ action }) => action.type === 'sendAdvert').map(({ atMs }) => atMs);
    expect(adverts).toEqual(Array.from({ length: 11 }, (_, i) => 3609.375 + 1000 * i));
  });

  test('RX-48 bad packets do not keep a backup from taking over in time', () => {
    const { done } = bombarded(0, 4_000_000);
    const promoted = done.find(({ action }) => action.type === 'report' && action.to === 'master');
    expect(promoted?.atMs).toEqual(3609.375);
  });

  test('the same packet in good order would have been obeyed', () => {
    const router = new Router(createInstance(config, caseTracking(config), OUR_ADDRESS));
    router.feed({ type: 'start' });
    router.runUntil(1_000_000);
    hear(router, { ...spoiled, payload: spoiled.payload.map((octet, i) => (i === 6 ? octet ^ 1 : octet)) });
    expect(router.self.timers).toEqual({ masterDown: 4_609_375 });
  });
});

test('an instance that was just made waits for its start, with the interval of its own', () => {
  const config = caseConfig({ version: 3, advertIntervalCs: 50 });
  const instance = createInstance(config, caseTracking(config), 'none');
  expect(instance).toMatchObject({ state: 'init', phase: 'idle', masterAdvertIntervalCs: 50, timers: {} });
});
