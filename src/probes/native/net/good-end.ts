import type { LatencyLimits } from '../../../model/probe/endpoint.ts';
import type { Attempt } from '../native-probe.ts';

/** Something that is worth saying beside a good answer. */
export interface Remark {
  readonly grade: 'ok' | 'warn';
  readonly text: string;
}

/** Ends a run whose answer was right: it may still have been too slow, or there is something to warn of. */
export function finishGood(
  attempt: Attempt,
  detail: string,
  { warnOverMs, badOverMs }: LatencyLimits,
  remarks: readonly Remark[] = [],
): void {
  const { elapsedMs } = attempt;
  const said = [detail, ...remarks.map(({ text }) => text)].join('; ');
  const took = `${said}; took ${Math.round(elapsedMs)} ms, more than`;
  if (badOverMs !== 'off' && elapsedMs > badOverMs) attempt.finish('bad', `${took} bad_over ${badOverMs} ms`);
  else if (warnOverMs !== 'off' && elapsedMs > warnOverMs) attempt.finish('warn', `${took} warn_over ${warnOverMs} ms`);
  else attempt.finish(remarks.some(({ grade }) => grade === 'warn') ? 'warn' : 'ok', said);
}
