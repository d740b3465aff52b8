import type { Diagnosis, Outcome, Output, RunRecord } from '../../health/outcome.ts';
import type { Result } from '../../model/result.ts';
import { openPipe, type Pipe } from '../../linux/process.ts';
import { auditProgram } from './audit/audit.ts';
import type { ChildEnd } from './spawn/backend.ts';
import type { Credentials } from './credentials.ts';
import { diagnoseSpawn } from './audit/diagnosis.ts';
import { scriptEnvironment } from './environment.ts';
import { Escalation } from './escalation.ts';
import { summaryOf } from './output.ts';
import { PipeReader } from './pipe-reader.ts';
import { isZombie, killLeftovers, preferAsOomVictim, signalGroup } from './process-group.ts';
import type { Run } from '../probe.ts';
import { nextRunId } from '../run-id.ts';
import type { RunContext, ScriptJob } from './run.ts';
import { setprivFailure } from './spawn/setpriv-failure.ts';

const DRAIN_LIMIT_MS = 50;
const BUSY_RETRY_MS = 100;
/** Time for the event loop to deliver the end of a child that is known to have ended. */
const LATE_LOOP_GRACE_MS = 20;
const NO_OUTPUT: Output = { head: '', tail: '', bytes: 0 };

interface Child {
  readonly pid: number;
  readonly stdout: PipeReader;
  readonly stderr: PipeReader;
}

/**
 * Runs one script under the contract of checks.md 1: own session, clean environment, the deadline decides, and after it
 * nothing of the group is left behind. Checks, `test-check` and notify scripts all go through here.
 * @param credentials resolved once at load; a user that could not be resolved gives a refused run
 */
export function runScript(job: ScriptJob, credentials: Result<Credentials, Diagnosis>, context: RunContext): Run {
  const run = new ScriptRun(job, context);
  if (credentials.ok) run.start(credentials.value);
  else run.refuse(credentials.error);
  return run;
}

/** The state machine of one run: starting, running, decided, gone. */
class ScriptRun implements Run {
  readonly settled: Promise<RunRecord>;
  readonly gone: Promise<RunRecord>;
  warnings: readonly Diagnosis[] = [];
  readonly #job: ScriptJob;
  readonly #context: RunContext;
  readonly #runId = nextRunId();
  readonly #startedAtMs = Date.now();
  readonly #startedMs = performance.now();
  #settle: (record: RunRecord) => void = () => {};
  #leave: (record: RunRecord) => void = () => {};
  #child: Child | undefined;
  #escalation: Escalation | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** Set when the verdict has fallen; nothing changes it afterwards. */
  #decided: RunRecord | undefined;

  constructor(job: ScriptJob, context: RunContext) {
    this.#job = job;
    this.#context = context;
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.gone = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  refuse(diagnosis: Diagnosis): void {
    this.#end({ type: 'refused', diagnosis });
  }

  start(who: Credentials): void {
    this.#deadline = setTimeout(() => this.#onDeadline(), this.#job.timeoutMs);
    this.#attempt(who, 'first');
  }

  cancel(by: 'stop' | 'reload'): void {
    if (this.#decided !== undefined) return;
    this.#giveUp({ type: 'cancelled', by });
  }

  stuck(): RunRecord | undefined {
    if (this.#child === undefined || this.#escalation?.isStuck !== true) return undefined;
    const sinceMs = Math.round(performance.now() - this.#startedMs - this.#job.timeoutMs);
    return this.#record({ type: 'stuck', pid: this.#child.pid, sinceMs });
  }

  #attempt(who: Credentials, attempt: 'first' | 'second'): void {
    const { argv, umask } = this.#job;
    const { backend, security, facts } = this.#context;
    const [program = ''] = argv;
    const { refused, warnings } = auditProgram(program, who, security);
    this.warnings = warnings;
    if (refused !== 'fine') return this.refuse(refused);
    const stdout = openPipe();
    if (!stdout.ok) return this.#end(this.#spawnFailed(stdout.error.errno, who));
    const stderr = openPipe();
    if (!stderr.ok) {
      closePipe(stdout.value);
      return this.#end(this.#spawnFailed(stderr.error.errno, who));
    }
    const environment = scriptEnvironment(who, { ...facts, VIPWARD_RUN_ID: this.#runId });
    const request = { argv, environment, umask, who, stdout: stdout.value.writeEnd, stderr: stderr.value.writeEnd };
    const { pid } = backend.spawn(request, {
      ending: () => this.#onEnding(),
      ended: (end) => void this.#onEnd(end, who, attempt),
    });
    if (pid === undefined) {
      closePipe(stdout.value);
      closePipe(stderr.value);
      return;
    }
    stdout.value.writeEnd.close();
    stderr.value.writeEnd.close();
    preferAsOomVictim(pid);
    this.#child = { pid, stdout: new PipeReader(stdout.value.readEnd), stderr: new PipeReader(stderr.value.readEnd) };
  }

  /** What stands still does not end by itself: the group keeps its number until it is killed. */
  #onEnding(): void {
    if (this.#child !== undefined && this.#leftovers === 'kill') signalGroup(this.#child.pid, 'SIGSTOP');
  }

  /** A run that has no verdict in time leaves nothing behind, whatever it is for. */
  get #leftovers(): RunContext['leftovers'] {
    return this.#decided === undefined ? this.#context.leftovers : 'kill';
  }

  async #onEnd(end: ChildEnd, who: Credentials, attempt: 'first' | 'second'): Promise<void> {
    if (end.type === 'notStarted') return this.#onNotStarted(end.errno, who, attempt);
    const child = this.#child;
    if (child === undefined) throw new Error('a child ended that never started');
    clearTimeout(this.#deadline);
    this.#escalation?.stop();
    const durationMs = this.#elapsedMs();
    const inTime = this.#decided === undefined;
    const leftovers = this.#leftovers;
    const killedInGroup = leftovers === 'leave' ? 0 : killLeftovers(child.pid);
    if (inTime) {
      await Promise.all([child.stdout.drain(DRAIN_LIMIT_MS), child.stderr.drain(DRAIN_LIMIT_MS)]);
    }
    if (leftovers === 'kill') {
      child.stdout.close();
      child.stderr.close();
    }
    if (this.#decided === undefined) {
      const outcome = setprivFailure(end, who, child.stderr.output().head);
      const failed = outcome === undefined ? end : this.#spawnFailed(outcome, who);
      return this.#end(failed, { durationMs, killedInGroup });
    }
    this.#leave({ ...this.#decided, outcome: this.#lastWord(this.#decided.outcome, end), killedInGroup });
  }

  #onNotStarted(errno: string, who: Credentials, attempt: 'first' | 'second'): void {
    if (this.#decided !== undefined) return this.#leave(this.#decided);
    if (errno !== 'ETXTBSY' || attempt === 'second') return this.#end(this.#spawnFailed(errno, who));
    this.#retry = setTimeout(() => this.#attempt(who, 'second'), BUSY_RETRY_MS);
  }

  #onDeadline(): void {
    if (this.#child !== undefined && isZombie(this.#child.pid)) {
      // The child ended in time and the loop was late to notice: its status counts, unless it never arrives.
      this.#deadline = setTimeout(() => this.#giveUp(this.#timedOut()), LATE_LOOP_GRACE_MS);
      return;
    }
    this.#giveUp(this.#timedOut());
  }

  #timedOut(): Outcome {
    return { type: 'timedOut', limitMs: this.#job.timeoutMs, endedBy: 'pending' };
  }

  /** Decides against a child that lives, and begins to end it. */
  #giveUp(outcome: Outcome): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#retry);
    this.#decide(outcome, {});
    if (this.#child === undefined) this.#leave(this.#record(outcome));
    else this.#escalation = new Escalation(this.#child.pid);
  }

  /** Decides when there is no child, or no longer. */
  #end(outcome: Outcome, measured: Partial<RunRecord> = {}): void {
    clearTimeout(this.#deadline);
    this.#leave(this.#decide(outcome, measured));
  }

  #decide(outcome: Outcome, measured: Partial<RunRecord>): RunRecord {
    this.#decided = { ...this.#record(outcome), ...measured };
    this.#settle(this.#decided);
    return this.#decided;
  }

  #lastWord(outcome: Outcome, end: Exclude<ChildEnd, { type: 'notStarted' }>): Outcome {
    if (outcome.type !== 'timedOut') return outcome;
    const endedBy = this.#escalation?.sent ?? 'term';
    return end.type === 'exited' ? { ...outcome, endedBy, exitAfterTerm: end.code } : { ...outcome, endedBy };
  }

  #spawnFailed(errno: string, who: Credentials): Outcome {
    const diagnosis = diagnoseSpawn(errno, this.#job.argv[0] ?? '', who, this.#context.security);
    return { type: 'spawnFailed', errno, diagnosis };
  }

  #record(outcome: Outcome): RunRecord {
    const stdout = this.#child?.stdout.output() ?? NO_OUTPUT;
    const stderr = this.#child?.stderr.output() ?? NO_OUTPUT;
    return {
      runId: this.#runId,
      check: this.#job.name,
      backend: this.#context.backend.name,
      argv: this.#job.argv,
      startedAtMs: this.#startedAtMs,
      lateMs: this.#context.lateMs,
      durationMs: this.#elapsedMs(),
      outcome,
      stdout,
      stderr,
      summary: summaryOf(stdout, stderr),
      killedInGroup: 0,
    };
  }

  #elapsedMs(): number {
    return Math.round((performance.now() - this.#startedMs) * 1000) / 1000;
  }
}

function closePipe({ readEnd, writeEnd }: Pipe): void {
  readEnd.close();
  writeEnd.close();
}
