/** Runs the cases of `test/data/vrrp-*.jsonl`: a virtual router, what happens to it, and all that it wants done. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../../src/model/address.ts';
import { itemText } from '../../../src/model/host/item.ts';
import type { InstanceConfig } from '../../../src/model/instance.ts';
import type { Priority } from '../../../src/model/priority.ts';
import type { Vrid } from '../../../src/model/vrid.ts';
import type { Action, Instance, TimerName, Tracking, VrrpEvent, VrrpState } from '../../../src/vrrp/state.ts';
import { createInstance, step } from '../../../src/vrrp/step.ts';
import { dueTimers, nextDeadlineUs } from '../../../src/vrrp/timers.ts';
import { causeText, noteText } from '../../../src/vrrp/words.ts';
import { instanceConfig, vip } from '../../support/configs.ts';

/** A configuration as a case writes it: VIPs as addresses, `/24 10.9.0.100` for another prefix length. */
export type ConfigChanges = Omit<Partial<InstanceConfig>, 'vips' | 'excludedVips' | 'garp'> & {
  readonly vips?: readonly string[];
  readonly excludedVips?: readonly string[];
  readonly garp?: Partial<InstanceConfig['garp']>;
};

type CaseEvent = { readonly atMs: number } & (
  | { readonly type: 'start' | 'removed' }
  | { readonly type: 'shutdown'; readonly reason: string }
  | {
      readonly type: 'advert';
      readonly priority: Priority;
      readonly from: IpAddress;
      readonly advertIntervalCs?: number;
    }
  | { readonly type: 'timer'; readonly timer: TimerName }
  | ({ readonly type: 'tracking' } & TrackingChanges)
  | { readonly type: 'sourceAddress'; readonly address: IpAddress | 'none' }
  | { readonly type: 'vipRemoved'; readonly address: IpAddress }
  | { readonly type: 'reload'; readonly config: ConfigChanges }
);

interface Case {
  /** Ids of `vrrp.md` sections 3.5 and 6, and the behaviour. */
  readonly name: string;
  readonly why: string;
  readonly given: {
    readonly config?: ConfigChanges;
    readonly sourceAddress?: IpAddress | 'none';
    readonly tracking?: TrackingChanges;
  };
  readonly events: readonly CaseEvent[];
  readonly then: {
    readonly untilMs: number;
    /** What is wanted done from here on is compared; before, it is scenery. */
    readonly sinceMs: number;
    readonly done: readonly string[];
    readonly state: VrrpState;
    readonly timersMs?: Readonly<Partial<Record<TimerName, number>>>;
    readonly masterAdvertIntervalCs?: number;
  };
}

const US_PER_MS = 1000;

/** Announcements once and at once unless a case is about them. */
const ONE_BURST = { masterDelayMs: 0, lowerPriorityDelayMs: 0 } as const;

function vipOf(text: string): InstanceConfig['vips'][number] {
  const [, prefix, address = text] = /^\/(\d+) (.*)$/.exec(text) ?? [];
  return { ...vip(address), ...(prefix === undefined ? {} : { prefixLength: Number(prefix) }) };
}

/** Priority 100, VRRP 2, one advert a second, 10.9.0.100, one burst. */
export function caseConfig({ vips, excludedVips, garp, ...changes }: ConfigChanges = {}): InstanceConfig {
  const ordinary = instanceConfig(changes);
  return {
    ...ordinary,
    vips: (vips ?? ['10.9.0.100']).map(vipOf),
    excludedVips: (excludedVips ?? []).map(vipOf),
    garp: { ...ordinary.garp, ...ONE_BURST, ...garp },
  };
}

/** Tracking as a case writes it: faults in their words, of a check when they begin with `check`, else of the host. */
export type TrackingChanges = Omit<Partial<Tracking>, 'faults'> & { readonly faults?: readonly string[] };

export const caseTracking = (config: InstanceConfig, { faults = [], ...changes }: TrackingChanges = {}): Tracking => ({
  effectivePriority: config.basePriority,
  faults: faults.map((reason) => ({ of: reason.startsWith('check') ? 'check' : 'host', reason })),
  waitingFor: [],
  sum: `base ${config.basePriority}`,
  ...changes,
});

const names = (vips: InstanceConfig['vips']): string => vips.map(({ address }) => address).join(' ');

/** One action in a few words. */
export function inWords(instanceName: string, action: Action): string {
  switch (action.type) {
    case 'sendAdvert':
      return `advert ${action.priority}`;
    case 'addVips':
      return `add ${names(action.vips)}`;
    case 'removeVips':
      return `remove ${names(action.vips)}`;
    case 'install':
      return `install ${action.items.map(itemText).join(', ')}`;
    case 'uninstall':
      return `uninstall ${action.items.map(itemText).join(', ')}`;
    case 'announce':
      return `announce ${names(action.vips)} x${action.repeat}`;
    case 'cancelAnnouncements':
      return 'cancel announcements';
    case 'note':
      return noteText(instanceName, action.note);
    case 'report':
      return `${action.from} > ${action.to}, notify ${action.notify}: ${causeText(action.cause)}`;
  }
}

function eventOf(self: Instance, event: CaseEvent): VrrpEvent {
  switch (event.type) {
    case 'advert': {
      const { version, vrid } = self.config;
      const { priority, from, advertIntervalCs = self.config.advertIntervalCs } = event;
      return {
        type: 'advert',
        from,
        advert: { version, vrid: vrid as Vrid, priority, advertIntervalCs, addresses: [] },
      };
    }
    case 'tracking': {
      const { type, atMs: _, ...changes } = event;
      return { type, tracking: caseTracking(self.config, changes) };
    }
    case 'reload':
      return { type: 'reload', config: caseConfig(event.config) };
    default:
      return event;
  }
}

/** A driver with a clock of its own: serves deadlines to the microsecond, in the order of the core. */
export class Router {
  self: Instance;
  nowUs = 0;
  readonly done: { readonly atMs: number; readonly action: Action }[] = [];

  constructor(self: Instance) {
    this.self = self;
  }

  feed(event: VrrpEvent): void {
    const { instance, actions } = step(this.self, event, this.nowUs);
    this.self = instance;
    for (const action of actions) this.done.push({ atMs: this.nowUs / US_PER_MS, action });
  }

  /** Serves what is due up to a moment and stands there. */
  runUntil(untilUs: number): void {
    while (nextDeadlineUs(this.self) <= untilUs) {
      this.nowUs = Math.max(this.nowUs, nextDeadlineUs(this.self));
      const [timer] = dueTimers(this.self, this.nowUs);
      if (timer !== undefined) this.feed({ type: 'timer', timer });
    }
    this.nowUs = untilUs;
  }

  /** What was wanted done from a moment on, one line an action. */
  linesSince(sinceMs: number): readonly string[] {
    const { name } = this.self.config;
    return this.done
      .filter(({ atMs }) => atMs >= sinceMs)
      .map(({ atMs, action }) => `${atMs} ${inWords(name, action)}`);
  }
}

function runCase({ given, events, then }: Case): Case['then'] {
  const config = caseConfig(given.config);
  const source = given.sourceAddress ?? ('10.9.0.1' as IpAddress);
  const router = new Router(createInstance(config, caseTracking(config, given.tracking), source));
  for (const event of events) {
    // A deadline of the same moment is served after the event, as a packet that waits is read first.
    router.runUntil(event.atMs * US_PER_MS - 1);
    router.nowUs = event.atMs * US_PER_MS;
    router.feed(eventOf(router.self, event));
  }
  router.runUntil(then.untilMs * US_PER_MS);
  const timers = Object.entries(router.self.timers).map(([timer, atUs]) => [timer, atUs / US_PER_MS]);
  const { state, masterAdvertIntervalCs } = router.self;
  return {
    untilMs: then.untilMs,
    sinceMs: then.sinceMs,
    done: router.linesSince(then.sinceMs),
    state,
    ...(then.timersMs === undefined ? {} : { timersMs: Object.fromEntries(timers) }),
    ...(then.masterAdvertIntervalCs === undefined ? {} : { masterAdvertIntervalCs }),
  };
}

/** One test a line of `test/data/<file>`. */
export function testCases(file: string): void {
  const text = readFileSync(new URL(`../../data/${file}`, import.meta.url), 'utf8');
  const cases = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Case);
  describe(file, () => {
    test.each(cases)('$name', (given) => {
      expect(runCase(given)).toEqual(given.then);
    });
  });
}
