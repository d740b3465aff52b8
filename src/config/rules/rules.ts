import type { Report } from '../diagnostic.ts';
import { judgeGroups } from '../keepalived/compose/compose-group.ts';
import type { Draft } from '../keepalived/compose/draft.ts';

export interface RuleContext {
  readonly report: Report;
  readonly file: string;
}

/** Everything that takes more than one line to see, and no knowledge of the host. */
export function judgeDraft(draft: Draft, { report, file }: RuleContext): void {
  if (draft.instances.length === 0) {
    report('CONF-119', { file, start: 0, end: 0 }, 'nothing to do: no vrrp_instance');
  }
  judgeGroups(draft.groups, draft.instances, report);
}
