import type { Report } from '../diagnostic.ts';
import { judgeGroups } from '../keepalived/compose/compose-group.ts';
import type { Draft } from '../keepalived/compose/draft.ts';
import { Trackables } from '../keepalived/compose/checks/trackables.ts';
import { judgeAddresses } from './addresses.ts';
import { judgeDependencies } from './checks/dependencies.ts';
import { judgeJudging } from './checks/judging.ts';
import { judgeTimes } from './checks/times.ts';
import { judgeCommands } from './commands.ts';
import { judgeIds } from './ids.ts';
import { judgeLinks } from './links/delays.ts';
import { judgeMail } from './mail.ts';
import { judgeElection } from './priorities.ts';
import { judgeProbes } from './probes.ts';
import { judgeStatics } from './statics/track-groups.ts';
import { judgeTiming } from './timing.ts';
import { judgeTracking } from './tracking.ts';

export interface RuleContext {
  readonly report: Report;
  /** Main file: the place of what is missing altogether. */
  readonly file: string;
}

/** Everything that takes more than one line to see, and no knowledge of the host. */
export function judgeDraft(draft: Draft, { report, file }: RuleContext): void {
  if (draft.instances.length + draft.checks.length + draft.statics.length === 0) {
    report('CONF-119', { file, start: 0, end: 0 }, 'nothing to do: no vrrp_instance and no check');
  }
  const known = new Trackables(draft);
  judgeGroups(draft.groups, draft.instances, report);
  judgeIds(draft, report);
  judgeAddresses(draft, report);
  judgeStatics(draft, report);
  judgeLinks(draft, report);
  judgeElection(draft, report);
  judgeCommands(draft, report);
  judgeJudging(draft, report);
  judgeTimes(draft, report);
  judgeDependencies(draft, known, report);
  judgeTracking(draft, known, report);
  judgeTiming(draft, report);
  judgeProbes(draft, report);
  judgeMail(draft, report);
}
