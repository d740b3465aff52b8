import { unreachable } from '../model/result.ts';
import type { Diagnosis, Finding, Outcome } from './outcome.ts';

/** Who is to blame: the service that was tested, the check itself, or nobody. */
export type Blame = 'none' | 'service' | 'checker';

/** What one run means. `none` is no sample: it changes nothing and ages towards stale. */
export interface Verdict {
  readonly sample: 'success' | 'failure' | 'none';
  readonly blame: Blame;
  /** `exit 2: connection refused`, `no result within 2000 ms`, `could not start: …`. */
  readonly reason: string;
}

/** A program that ends by one of these broke down itself; other signals come from outside. */
const CRASH_SIGNALS: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGABRT', 'SIGILL', 'SIGBUS', 'SIGSYS', 'SIGXCPU']);

/** `script.sh: 3: [: unexpected operator` (dash), `script.sh: line 3: …` (bash): a shell complains about its script. */
const SHELL_COMPLAINT = /^\S+: (line )?\d+: |syntax error/i;

/**
 * The one place that says what a run means, by keepalived's convention: exit 0 in time is a success and nothing else
 * is. Source: checks.md 2.1.
 * @param summary first line of the script's output, or empty
 */
export function verdictOf(outcome: Outcome, summary: string): Verdict {
  switch (outcome.type) {
    case 'exited':
      return exited(outcome.code, summary);
    case 'signaled':
      return failure(CRASH_SIGNALS.has(outcome.signal) ? 'checker' : 'service', `ended by ${outcome.signal}`, summary);
    case 'timedOut': {
      const during = outcome.during === undefined ? '' : `, ${outcome.during}`;
      return failure('service', `no result within ${outcome.limitMs} ms${during}`, summary);
    }
    case 'probed':
      return probed(outcome);
    case 'stuck':
      return failure(
        'service',
        `process ${outcome.pid} hangs and cannot be ended, ${outcome.sinceMs} ms past its limit`,
        '',
      );
    case 'spawnFailed':
    case 'refused':
      return failure('checker', `could not start: ${inWords(outcome.diagnosis)}`, '');
    case 'starved':
      return failure('checker', `waited ${outcome.waitedMs} ms for its turn: too many checks run at once here`, '');
    case 'skipped':
      return { sample: 'none', blame: 'none', reason: `skipped: ${outcome.gate}` };
    case 'cancelled':
      return { sample: 'none', blame: 'none', reason: `cancelled by ${outcome.by}` };
    default:
      return unreachable(outcome);
  }
}

function probed({ result, detail }: Finding): Verdict {
  if (result === 'ok' || result === 'warn') return { sample: 'success', blame: 'none', reason: detail };
  return failure(result === 'broken' ? 'checker' : 'service', detail, '');
}

function exited(code: number, summary: string): Verdict {
  if (code === 0) return { sample: 'success', blame: 'none', reason: withSummary('exit 0', summary) };
  if (code === 126) return failure('checker', 'exit 126 (a command in the script is not executable)', summary);
  if (code === 127) return failure('checker', 'exit 127 (a command in the script was not found)', summary);
  if (code > 128 && code <= 128 + 64) {
    return failure('service', `exit ${code} (probably signal ${code - 128} inside the script)`, summary);
  }
  // A shell exits 2 for its own troubles, and so do many tests for "the service is bad": its complaint decides.
  return failure(code === 2 && SHELL_COMPLAINT.test(summary) ? 'checker' : 'service', `exit ${code}`, summary);
}

const failure = (blame: Blame, what: string, summary: string): Verdict => ({
  sample: 'failure',
  blame,
  reason: withSummary(what, summary),
});

const withSummary = (what: string, summary: string): string => (summary === '' ? what : `${what}: ${summary}`);

/** `/x.sh does not exist (fix: …)`. */
const inWords = ({ detail, fix }: Diagnosis): string => `${detail} (fix: ${fix})`;
