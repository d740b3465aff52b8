/** Rules of the core, each broken in one place. `test/sim/mutation.test.ts` builds them into bundles of its own. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  /** Stands there exactly once. */
  readonly rule: string;
  readonly broken: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'the skew time grows with the priority',
    file: 'src/vrrp/timers.ts',
    rule: '((256 - priority) * wholeUs)',
    broken: '(priority * wholeUs)',
  },
  {
    name: 'a backup does not obey an equal priority',
    file: 'src/vrrp/rules/on-advert.ts',
    rule: 'theirs >= self.tracking.effectivePriority',
    broken: 'theirs > self.tracking.effectivePriority',
  },
  {
    name: 'of two equal masters the lower address stays',
    file: 'src/vrrp/rules/on-advert.ts',
    rule: "return order > 0 ? 'higher' : 'lower';",
    broken: "return order > 0 ? 'lower' : 'higher';",
  },
  {
    name: 'priority 0 of the master is passed over',
    file: 'src/vrrp/rules/on-advert.ts',
    rule: "const waiting = withTimer(self, 'masterDown', nowUs + skewUs(timingOf(self)));",
    broken: 'const waiting = self;',
  },
  {
    name: 'nopreempt is forgotten',
    file: 'src/vrrp/rules/on-advert.ts',
    rule: "if (self.config.preempt === 'nopreempt') return",
    broken: "if (self.config.preempt !== 'nopreempt' && self.config.preempt !== 'preempt') return",
  },
  {
    name: 'a master that leaves says nothing',
    file: 'src/vrrp/rules/entry.ts',
    rule: "const says = farewell === 'priorityZero' &&",
    broken: "const says = farewell !== 'priorityZero' &&",
  },
  {
    name: 'a master that steps down keeps its addresses',
    file: 'src/vrrp/rules/entry.ts',
    rule: "return [{ type: 'cancelAnnouncements' }, ...goodbye, ...removed];",
    broken: "return [{ type: 'cancelAnnouncements' }, ...goodbye];",
  },
  {
    name: 'a backup of version 3 does not learn the interval of its master',
    file: 'src/vrrp/rules/following.ts',
    rule: 'masterAdvertIntervalCs: learns ? theirsCs : self.masterAdvertIntervalCs,',
    broken: 'masterAdvertIntervalCs: self.masterAdvertIntervalCs,',
  },
  {
    name: 'a failed check does not end a mastership',
    file: 'src/vrrp/rules/settle.ts',
    rule: "if (self.state !== 'fault') return enterFault",
    broken: "if (self.state === 'backup' || self.state === 'init') return enterFault",
  },
  {
    name: 'a wrong checksum is no reason to refuse an advert',
    file: 'src/vrrp/decode.ts',
    rule: "  if (!choice || v3Checksum !== 'auto') return err({ code: 'checksum', got, want, matches });",
    broken: "  if (!choice || v3Checksum !== 'auto') return ok(ours);",
  },
  {
    name: 'a reload does not remove an address',
    file: 'src/vrrp/rules/on-reload.ts',
    rule: "return vips.length > 0 ? [...items, { type: 'removeVips', vips }] : items;",
    broken: 'return items;',
  },
  {
    name: 'a program that stood still decides before it reads what waits for it',
    file: 'src/dataplane/loop.ts',
    rule: "if (isLate) this.#parts.afterInput(() => this.#onTime('read'));",
    broken: "if (isLate) this.#onTime('read');",
  },
  {
    name: 'a sync group takes over when one of its members may',
    file: 'src/vrrp/sync/group.ts',
    rule: 'if (!isReady || this.#members.some(keepsOthersBack)) return;',
    broken: 'if (!isReady) return;',
  },
  {
    name: 'a member of a sync group that loses an election leaves alone',
    file: 'src/vrrp/sync/group.ts',
    rule: "before?.state === 'master' && now.state === 'backup'",
    broken: 'before?.state === now.state && false',
  },
  {
    name: 'a fault of one member is none of the others',
    file: 'src/vrrp/sync/group.ts',
    rule: 'faults: others.flatMap((other) =>',
    broken: 'faults: others.slice(others.length).flatMap((other) =>',
  },
  {
    name: 'members of a sync group know nothing of each other',
    file: 'src/dataplane/sync/groups.ts',
    rule: 'for (const member of group.members) this.#groupOf.set(member, group);',
    broken: '',
  },
];
