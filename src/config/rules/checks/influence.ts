import type { CheckConfig, Points } from '../../../model/check.ts';
import type { Report } from '../../diagnostic.ts';
import type { CheckDraft, CheckGroupDraft, GroupDraft, TrackedCheckDraft } from '../../keepalived/compose/draft.ts';
import type { Trackables } from '../../keepalived/compose/checks/trackables.ts';

/** A line that tracks something, and what that can do to the priority. */
export interface Influence {
  readonly line: TrackedCheckDraft;
  /** `undefined`: there is nothing of that name. */
  readonly tracked: CheckDraft | CheckGroupDraft | undefined;
  /** Whether it can lead to FAULT, or only moves the priority. */
  readonly effect: 'fault' | 'points';
  /** Least and most points that it can add, as far as the text tells: a number that is read is not known. */
  readonly low: number;
  readonly high: number;
  /** A weight that does not count, because the instance is in a sync group. */
  readonly lost: 'weight' | 'nothing';
}

export function influenceOf(
  line: TrackedCheckDraft,
  known: Trackables,
  weights: GroupDraft['weights'] = 'count',
): Influence {
  const tracked = known.find(line.space, line.name);
  const weight = line.weight ?? tracked?.weight ?? 0;
  const reverse = line.reverse ?? tracked?.reverse ?? 'normal';
  const own = tracked?.kind === 'check' ? pointsOf(tracked.config) : undefined;
  if (own !== undefined) return { line, tracked, ...own, lost: 'nothing' };
  const lost = weight !== 0 && weights === 'ignored' ? 'weight' : 'nothing';
  if (weight === 0 || lost === 'weight') return { line, tracked, effect: 'fault', low: 0, high: 0, lost };
  const reads = tracked?.kind === 'check' && tracked.config.weightFrom === 'value';
  const points = reads ? 0 : reverse === 'reverse' ? -weight : weight;
  return { line, tracked, effect: 'points', low: Math.min(0, points), high: Math.max(0, points), lost };
}

/** What a check says about its points by itself, whatever weight stands where it is tracked. */
function pointsOf({ exitWeights, weightFrom }: CheckConfig): Pick<Influence, 'effect' | 'low' | 'high'> | undefined {
  if (weightFrom === 'output') return { effect: 'points', low: 0, high: 0 };
  if (exitWeights === 'none') return undefined;
  const { ranges, signal, timeout, error, fallback } = exitWeights;
  const all: readonly Points[] = [...ranges.map(({ points }) => points), signal, timeout, error, fallback];
  const numbers = all.filter((points) => points !== 'fault');
  const effect = all.includes('fault') ? 'fault' : 'points';
  return { effect, low: Math.min(0, ...numbers), high: Math.max(0, ...numbers) };
}

/** A weight where a check with points of its own is tracked. */
export function judgeOwnPoints({ line, tracked }: Influence, report: Report): void {
  if (line.weight === undefined || tracked?.kind !== 'check' || pointsOf(tracked.config) === undefined) return;
  report('CONF-376', line.span, `"${line.name}" says its points itself, and has a weight here`);
}

/** While a check is ignored something else must be able to take the instance out of service. Source: checks.md 2.5. */
export function judgeIgnored(instance: string, influences: readonly Influence[], report: Report): void {
  const guards = new Set(influences.flatMap(({ effect, tracked }) => (effect === 'fault' ? (tracked ?? []) : [])));
  const [only] = guards;
  if (only?.kind !== 'check' || guards.size > 1) return;
  const span = only.settings.span('on_error');
  if (only.config.onError.policy !== 'ignore' || only.settings.has('i_know') || span === undefined) return;
  report('CONF-371', span, `"${only.name}" is the only check that can put "${instance}" into FAULT`);
}
