import type { CheckConfig, ExitWeights, Points } from '../model/check.ts';
import type { Finding, Outcome, RunRecord } from './outcome.ts';
import { failure, type Verdict, verdictOf } from './verdict.ts';

/** A run, judged by the settings of its check. */
export interface Judgement {
  readonly verdict: Verdict;
  /** What the run itself says it is worth: points for the sum, or a number that each tracking line's weight multiplies. */
  readonly figure: Points | 'none';
  /** Beyond doubt, such as the death of a process: counts as often as `rise` or `fall` asks for. */
  readonly certainty: 'counts' | 'decides';
}

type Judged = Pick<RunRecord, 'outcome' | 'summary' | 'stdout'>;
type Judging = Pick<CheckConfig, 'probe' | 'exitWeights' | 'weightFrom'>;

/** Largest number of points that a script may print; the same as a weight's. */
const POINTS_LIMIT = 253;

/**
 * What a run means for its check: the verdict by the check's exit convention, and the run's own figure. A success
 * without the figure that was asked for is a failure of the check itself. Source: checks.md 2.2, 2.3.
 */
export function judgeRun(record: Judged, config: Judging): Judgement {
  const { outcome, summary } = record;
  const convention = config.probe.kind === 'script' ? config.probe.exit : 'keepalived';
  const verdict = verdictOf(outcome, summary, convention);
  const certainty = outcome.type === 'probed' && outcome.certainty === 'decides' ? 'decides' : 'counts';
  if (verdict.sample === 'none') return { verdict, figure: 'none', certainty };
  if (config.exitWeights !== 'none') return { verdict, figure: weightOfEnd(outcome, config.exitWeights), certainty };
  if (config.weightFrom === 'config' || verdict.sample === 'failure') return { verdict, figure: 'none', certainty };
  const figure = config.weightFrom === 'output' ? printedPoints(record) : readNumber(record);
  if (typeof figure === 'string') return { verdict: failure('checker', figure, ''), figure: 'none', certainty };
  return { verdict, figure, certainty };
}

/** What an end is worth by the table of the check. */
function weightOfEnd(outcome: Outcome, weights: ExitWeights): Points {
  switch (outcome.type) {
    case 'exited':
      return weightOfCode(outcome.code, weights);
    case 'probed':
      return outcome.result === 'broken' ? weights.error : weightOfCode(CODE_OF_FINDING[outcome.result], weights);
    case 'signaled':
      return weights.signal;
    case 'timedOut':
    case 'stuck':
      return weights.timeout;
    default:
      return weights.error;
  }
}

/** A probe without a process has no exit code: it counts as a Nagios plugin that found the same. */
const CODE_OF_FINDING: Readonly<Record<Exclude<Finding['result'], 'broken'>, number>> = { ok: 0, warn: 1, bad: 2 };

/** Points of an exit code by the table of the check. */
export function weightOfCode(code: number, { ranges, fallback }: ExitWeights): Points {
  return ranges.find(({ from, to }) => from <= code && code <= to)?.points ?? fallback;
}

/** The first line of the output as points; otherwise what is wrong with it. */
function printedPoints({ stdout }: Judged): number | string {
  const [line = ''] = stdout.head.split('\n', 1);
  const text = line.trim();
  if (!/^[+-]?\d+$/.test(text)) {
    const found = text === '' ? 'is empty' : `is ${JSON.stringify(text.slice(0, 40))}`;
    return `the first line of its output ${found}: weight_from wants a whole number such as -20 there`;
  }
  return Math.max(-POINTS_LIMIT, Math.min(POINTS_LIMIT, Number(text)));
}

/** The number that a probe read; otherwise that it read none. */
const readNumber = ({ outcome }: Judged): number | string =>
  outcome.type === 'probed' && outcome.value !== undefined && Number.isFinite(outcome.value)
    ? outcome.value
    : 'it read no number: weight_from wants a probe that gives one';
