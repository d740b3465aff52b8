import type { Finding } from '../../../health/outcome.ts';
import type { IpAddress } from '../../../model/address.ts';

/** What came back from one target. */
export interface Reached {
  readonly target: IpAddress;
  readonly answers: number;
  /** Of the quickest answer; `undefined` without any. */
  readonly bestMs: number | undefined;
  /** Why a packet could not be sent: `Network is unreachable (ENETUNREACH)`. */
  readonly problem: string | undefined;
}

export interface ReachRules {
  readonly need: number;
  readonly count: number;
  readonly replies: number;
}

/** All answered: ok. Enough targets answered, but something was lost: warn. Too few targets: bad. */
export function judgeReach(
  { need, count, replies }: ReachRules,
  reached: readonly Reached[],
): Pick<Finding, 'result' | 'detail'> {
  const answering = reached.filter(({ answers }) => answers >= replies);
  const said = reached.map((one) => inWords(one, count)).join('; ');
  if (answering.length < need) {
    const isolated = answering.length === 0 && reached.length > 1 ? ', this node may be isolated' : '';
    const sum =
      reached.length === 1 ? '' : `${answering.length} of ${reached.length} answer, ${need} wanted${isolated}: `;
    return { result: 'bad', detail: `${sum}${said}` };
  }
  return { result: reached.every(({ answers }) => answers >= count) ? 'ok' : 'warn', detail: said };
}

function inWords({ target, answers, bestMs, problem }: Reached, count: number): string {
  if (answers > 0) return `${target} answers ${answers} of ${count}, ${bestMs?.toFixed(2)} ms`;
  return problem === undefined ? `${target} answers none of ${count}` : `${target}: ${problem}`;
}
