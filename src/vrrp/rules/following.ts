/** What an accepted advert teaches about its sender (RFC 9568 §6.4.2). */
import type { Instance, Note, VrrpEvent } from '../state.ts';
import { masterDownUs, timingOf } from '../timers.ts';

export type Heard = Extract<VrrpEvent, { readonly type: 'advert' }>;

/** An instance that has learned something, and what is worth a line about it. */
export interface Learned {
  readonly instance: Instance;
  readonly notes: readonly Note[];
}

/** What an instance remembers of a master, and what is worth a line about it. */
interface Lesson extends Pick<Instance, 'masterAdvertIntervalCs' | 'master' | 'awaiting'> {
  readonly notes: readonly Note[];
}

/** Version 3 follows the interval of the sender; in version 2 another interval was refused before. */
function lessonOf(self: Instance, { advert, from }: Heard, nowUs: number): Lesson {
  const [theirsCs, oursCs] = [advert.advertIntervalCs, self.config.advertIntervalCs];
  const learns = self.config.version === 3 && theirsCs !== self.masterAdvertIntervalCs;
  return {
    masterAdvertIntervalCs: learns ? theirsCs : self.masterAdvertIntervalCs,
    master: { address: from, priority: advert.priority, heardAtUs: nowUs },
    awaiting: { kind: 'silence', sinceUs: nowUs, span: 'masterDown' },
    notes: learns && theirsCs !== oursCs ? [{ kind: 'intervalLearned', from, theirsCs, oursCs }] : [],
  };
}

/** Takes the sender for the master. */
export function follow(self: Instance, heard: Heard, nowUs: number): Learned {
  const { notes, ...learned } = lessonOf(self, heard, nowUs);
  return { instance: { ...self, ...learned }, notes };
}

/**
 * Follows the sender as a backup, whose one deadline is a whole master-down interval away again (ST-13). It happens with
 * every advert, so all fields are named: a copy by spreading takes most of the time that an advert costs.
 */
export function obey(self: Instance, heard: Heard, nowUs: number): Learned {
  const { config, state, failing, phase, tracking, sourceAddress, preemptAtUs, sync } = self;
  const { masterAdvertIntervalCs, master, awaiting, notes } = lessonOf(self, heard, nowUs);
  const downUs = masterDownUs(timingOf({ config, tracking, masterAdvertIntervalCs }));
  const instance: Instance = {
    config,
    state,
    failing,
    phase,
    tracking,
    sourceAddress,
    masterAdvertIntervalCs,
    master,
    timers: { masterDown: nowUs + downUs },
    awaiting,
    preemptAtUs,
    sync,
    ready: 'no',
  };
  return { instance, notes };
}
