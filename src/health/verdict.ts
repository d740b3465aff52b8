import type { ExitConvention } from '../model/probe.ts';
import { unreachable } from '../model/result.ts';
import { meaningOf } from './exit-conventions.ts';
import type { Diagnosis, Finding, Outcome } from './outcome.ts';

/** Who is to blame: the service that was tested, the check itself, or nobody. */
export type Blame = 'none' | 'service' | 'checker';

/**
 * What one run means. The sample is what counts for rise and fall: a warning is a success there. `none` is no sample: it
 * changes nothing and ages towards stale. Reasons: `exit 2: connection refused`, `no result within 2000 ms`.
 */
export type Verdict =
  | { readonly sample: 'success'; readonly level: 'ok' | 'warn'; readonly blame: 'none'; readonly reason: string }
  | {
      readonly sample: 'failure';
      readonly level: 'bad';
      readonly blame: 'service' | 'checker';
      readonly reason: string;
    }
  | { readonly sample: 'none'; readonly level: 'none'; readonly blame: 'none'; readonly reason: string };

/** A program that ends by one of these broke down itself; other signals come from outside. */
const CRASH_SIGNALS: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGABRT', 'SIGILL', 'SIGBUS', 'SIGSYS', 'SIGXCPU']);

/** `script.sh: 3: [: unexpected operator` (dash), `script.sh: line 3: …` (bash): a shell complains about its script. */
const SHELL_COMPLAINT = /^\S+: (line )?\d+: |syntax error/i;

/**
 * The one place that says what a run means. By keepalived's convention exit 0 in time is a success and nothing else is.
 * Source: checks.md 2.1, 2.2.
 * @param summary first line of the script's output, or empty
 * @param convention what the exit codes of a script mean; of no concern to probes without a process
 */
export function verdictOf(outcome: Outcome, summary: string, convention: ExitConvention): Verdict {
  switch (outcome.type) {
    case 'exited':
      return exited(outcome.code, summary, convention);
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
    case 'starved': {
      const waitedMs = Math.round(outcome.waitedMs);
      return failure('checker', `not run: waited ${waitedMs} ms for its turn, too many checks run at once`, '');
    }
    case 'spawnFailed':
    case 'refused':
      return failure('checker', `could not start: ${inWords(outcome.diagnosis)}`, '');
    case 'skipped':
      return noSample(`skipped: ${outcome.gate}`);
    case 'cancelled':
      return noSample(`cancelled by ${outcome.by}`);
    default:
      return unreachable(outcome);
  }
}

function probed({ result, detail }: Finding): Verdict {
  if (result === 'ok' || result === 'warn') return success(result, detail, '');
  return failure(result === 'broken' ? 'checker' : 'service', detail, '');
}

function exited(code: number, summary: string, convention: ExitConvention): Verdict {
  const meaning = meaningOf(code, convention);
  const what = meaning.words === '' ? `exit ${code}` : `exit ${code} (${meaning.words})`;
  if (meaning.level !== 'bad') return success(meaning.level, what, summary);
  // A shell exits 2 for its own troubles, and so do many tests for "the service is bad": its complaint decides.
  const complains = code === 2 && SHELL_COMPLAINT.test(summary);
  return failure(complains ? 'checker' : meaning.blame, what, summary);
}

const success = (level: 'ok' | 'warn', what: string, summary: string): Verdict => ({
  sample: 'success',
  level,
  blame: 'none',
  reason: withSummary(what, summary),
});

/** @param summary what the run printed; quoted in the reason */
export const failure = (blame: 'service' | 'checker', what: string, summary: string): Verdict => ({
  sample: 'failure',
  level: 'bad',
  blame,
  reason: withSummary(what, summary),
});

const noSample = (reason: string): Verdict => ({ sample: 'none', level: 'none', blame: 'none', reason });

const withSummary = (what: string, summary: string): string => (summary === '' ? what : `${what}: ${summary}`);

/** `/x.sh does not exist (fix: …)`. */
const inWords = ({ detail, fix }: Diagnosis): string => `${detail} (fix: ${fix})`;
