import type { Report } from '../../diagnostic.ts';
import { durationText } from '../../keepalived/block/duration.ts';
import type { CheckDraft, InstanceDraft } from '../../keepalived/compose/draft.ts';
import type { Influence } from './influence.ts';

const MS_PER_CS = 10;
const ADVERTS = 3;

/** A recovery that holds the failure back for longer than a peer would wait for adverts. Source: checks.md 6.2. */
export function judgeRecovery({ name, config }: InstanceDraft, influences: readonly Influence[], report: Report): void {
  const limitMs = ADVERTS * config.advertIntervalCs * MS_PER_CS;
  for (const { tracked } of influences) {
    if (tracked?.kind !== 'check' || tracked.config.recover === 'none') continue;
    const { withinMs } = tracked.config.recover;
    const span = withinSpan(tracked);
    if (withinMs <= limitMs || span === undefined) continue;
    const shown = `within ${durationText(withinMs)} is more than 3 advert intervals of "${name}"`;
    report('CONF-389', span, `${shown}: a dead "${tracked.name}" keeps the address that much longer`);
  }
}

function withinSpan({ settings }: CheckDraft) {
  const line = settings.lines('recover').find(({ keyword }) => keyword.text === 'within');
  return line?.args[0]?.span ?? line?.keyword.span;
}
