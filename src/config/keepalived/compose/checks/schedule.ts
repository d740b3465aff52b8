import { staleAfterScheduleMs } from '../../../../health/time/cron-dates.ts';
import { judgeCron } from '../../../../health/time/judge-cron.ts';
import type { CronTime } from '../../../../model/check.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import type { TimeDraft } from '../draft.ts';

/** 2024-01-01 UTC. The gaps of a calendar are counted from here, so that a text means the same whenever it is read. */
const REFERENCE_MS = 1_704_067_200_000;

/** The `schedule` of a check, with its place. */
export function composeSchedule(settings: BlockSettings, timeZone: string): TimeDraft | undefined {
  const [pattern, span] = [settings.text('schedule'), settings.span('schedule')];
  return pattern === undefined || span === undefined ? undefined : { cron: { pattern, timeZone }, span };
}

/** Age from which a result is stale where runs follow a schedule; `undefined` for one that cannot be read. */
export function scheduleStaleMs(cron: CronTime): number | undefined {
  const unusable = judgeCron(cron).some(({ severity }) => severity === 'error');
  return unusable ? undefined : staleAfterScheduleMs(cron, REFERENCE_MS);
}
