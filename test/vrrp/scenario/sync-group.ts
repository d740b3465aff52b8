/** A sync group with a clock of its own, for tests of what its members do together. */
import type { IpAddress } from '../../../src/model/address.ts';
import type { InstanceConfig } from '../../../src/model/instance.ts';
import type { Priority } from '../../../src/model/priority.ts';
import type { Instance, VrrpEvent } from '../../../src/vrrp/state.ts';
import { createInstance } from '../../../src/vrrp/step.ts';
import { type MemberStep, stepTogether } from '../../../src/vrrp/sync/group.ts';
import { dueTimers, nextDeadlineUs } from '../../../src/vrrp/timers.ts';
import { caseConfig, caseTracking, type ConfigChanges, inWords, type TrackingChanges } from './cases.ts';

export const OURS = '10.9.0.1' as IpAddress;
export const PEER = '10.9.0.2' as IpAddress;
export const NAMES = ['VI_1', 'VI_2', 'VI_3'];

export interface Taken {
  readonly before: readonly Instance[];
  readonly after: readonly Instance[];
  readonly event: VrrpEvent;
  readonly steps: readonly MemberStep[];
}

export class Group {
  members: readonly Instance[];
  nowUs = 0;
  readonly taken: Taken[] = [];
  readonly lines: string[] = [];

  constructor(configs: readonly InstanceConfig[], trackings: readonly TrackingChanges[] = []) {
    this.members = configs.map((config, of) => createInstance(config, caseTracking(config, trackings[of]), OURS));
  }

  static of(...changes: readonly ConfigChanges[]): Group {
    return new Group(
      changes.map((each, of) => caseConfig({ name: NAMES[of] ?? '', vips: [`10.9.0.10${of}`], ...each })),
    );
  }

  feed(at: number, event: VrrpEvent): void {
    const before = this.members;
    const steps = stepTogether({ name: 'G' }, before, at, event, this.nowUs);
    const after = [...before];
    for (const { of, instance, actions } of steps) {
      after[of] = instance;
      for (const action of actions) this.lines.push(inWords(instance.config.name, action));
    }
    this.members = after;
    this.taken.push({ before, after, event, steps });
  }

  start(): this {
    for (const at of this.members.keys()) this.feed(at, { type: 'start' });
    return this;
  }

  runUntil(untilUs: number): this {
    while (Math.min(...this.members.map(nextDeadlineUs)) <= untilUs) {
      this.nowUs = Math.max(this.nowUs, Math.min(...this.members.map(nextDeadlineUs)));
      const at = this.members.findIndex((member) => nextDeadlineUs(member) <= this.nowUs);
      const [timer] = this.members.slice(at, at + 1).flatMap((member) => dueTimers(member, this.nowUs));
      if (timer === undefined) throw new Error('a deadline without a timer');
      this.feed(at, { type: 'timer', timer });
    }
    this.nowUs = untilUs;
    return this;
  }

  advert(at: number, priority: number, from = PEER): this {
    const config = this.members[at]?.config ?? caseConfig();
    const { version, vrid, advertIntervalCs } = config;
    const advert = { version, vrid, priority: priority as Priority, advertIntervalCs, addresses: [] };
    this.feed(at, { type: 'advert', from, advert });
    return this;
  }

  track(at: number, changes: TrackingChanges): this {
    const config = this.members[at]?.config ?? caseConfig();
    this.feed(at, { type: 'tracking', tracking: caseTracking(config, changes) });
    return this;
  }

  /** What has been wanted done since the last call. */
  news(): readonly string[] {
    return this.lines.splice(0);
  }

  get states(): readonly string[] {
    return this.members.map(({ state }) => state);
  }
}
