/** What an accepted advert teaches about its sender (RFC 9568 §6.4.2). */
import type { Instance, Note, VrrpEvent } from '../state.ts';

export type Heard = Extract<VrrpEvent, { readonly type: 'advert' }>;

/** An instance that has learned something, and what is worth a line about it. */
export interface Learned {
  readonly instance: Instance;
  readonly notes: readonly Note[];
}

/** Takes the sender for the master. Version 3 follows its interval; in version 2 another interval was refused before. */
export function follow(self: Instance, { advert, from }: Heard, nowUs: number): Learned {
  const [theirsCs, oursCs] = [advert.advertIntervalCs, self.config.advertIntervalCs];
  const learns = self.config.version === 3 && theirsCs !== self.masterAdvertIntervalCs;
  return {
    instance: {
      ...self,
      masterAdvertIntervalCs: learns ? theirsCs : self.masterAdvertIntervalCs,
      master: { address: from, priority: advert.priority, heardAtUs: nowUs },
      awaiting: { kind: 'silence', sinceUs: nowUs, span: 'masterDown' },
    },
    notes: learns && theirsCs !== oursCs ? [{ kind: 'intervalLearned', from, theirsCs, oursCs }] : [],
  };
}
