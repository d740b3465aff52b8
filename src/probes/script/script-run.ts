import type { Diagnosis, Outcome, Output, RunRecord } from '../../health/outcome.ts';
import { splitPerfdata } from '../../health/perfdata.ts';
import { openPipe, type Pipe, signalGroup } from '../../linux/process.ts';
import { releaseCpu } from '../../linux/spawn/same-cpu.ts';
import type { Result } from '../../model/result.ts';
import type { Run } from '../probe.ts';
import { nextRunId } from '../run-id.ts';
import { diagnoseSpawn } from './audit/diagnosis.ts';
import type { Credentials } from './credentials.ts';
import { Escalation } from './process/escalation.ts';
import { NO_OUTPUT, summaryOf } from './output/output.ts';
import { PipeReader } from './output/pipe-reader.ts';
import { type PreparedScript, prepareScript, type Ready } from './prepared.ts';
import { isZombie, killLeftovers, preferAsOomVictim } from './process/process-group.ts';
import type { RunContext, ScriptJob } from './run.ts';
import { masked, maskedAll } from './output/secrets.ts';
import type { ChildEnd } from './spawn/backend.ts';
import { wrapperFailure } from './spawn/wrapper-failure.ts';

const DRAIN_LIMIT_MS = 50;
const BUSY_RETRY_MS = 100;
/** Time for the event loop to deliver the end of a child that is known to have ended. */
const LATE_LOOP_GRACE_MS = 20;
/** Most checks have ended by then and are spared what only those need that last. */
const LASTS_AFTER_MS = 30;

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
  return runPrepared(prepareScript(job, credentials, context), context.lateMs);
}

/** One of many runs of a script. @param lateMs how long after its slot the run starts */
export function runPrepared(script: PreparedScript, lateMs: number): Run {
  const run = new ScriptRun(script, lateMs);
  if (script.ready.ok) run.start(script.ready.value);
  else run.refuse(script.ready.error);
  return run;
}

/** The state machine of one run: starting, running, decided, gone. */
class ScriptRun implements Run {
  readonly settled: Promise<RunRecord>;
  readonly gone: Promise<RunRecord>;
  warnings: readonly Diagnosis[] = [];
  readonly #script: PreparedScript;
  readonly #runId = nextRunId();
  readonly #startedAtMs = Date.now();
  readonly #startedMs = performance.now();
  #lateMs: number;
  #settle: (record: RunRecord) => void = () => {};
  #leave: (record: RunRecord) => void = () => {};
  #child: Child | undefined;
  #escalation: Escalation | undefined;
  /** The deadline, or the moment from which the run is one of those that last. */
  #timer: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** Set when the verdict has fallen; nothing changes it afterwards. */
  #decided: RunRecord | undefined;

  constructor(script: PreparedScript, lateMs: number) {
    this.#script = script;
    this.#lateMs = lateMs;
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

  start(ready: Ready): void {
    this.#timer = setTimeout(() => this.#onLasting(), Math.min(LASTS_AFTER_MS, this.#script.timeoutMs));
    this.#attempt(ready, 'first');
  }

  cancel(by: 'stop' | 'reload'): void {
    if (this.#decided !== undefined) return;
    this.#giveUp({ type: 'cancelled', by });
  }

  stuck(): RunRecord | undefined {
    if (this.#child === undefined || this.#escalation?.isStuck !== true) return undefined;
    const sinceMs = Math.round(performance.now() - this.#startedMs - this.#script.timeoutMs);
    return this.#record({ type: 'stuck', pid: this.#child.pid, sinceMs });
  }

  #attempt(ready: Ready, attempt: 'first' | 'second'): void {
    const { refused, warnings } = ready.audit.at(this.#startedMs);
    this.warnings = warnings;
    if (refused !== 'fine') return this.refuse(refused);
    const stdout = openPipe();
    if (!stdout.ok) return this.#end(this.#spawnFailed(stdout.error.errno, ready));
    const stderr = openPipe();
    if (!stderr.ok) {
      closePipe(stdout.value);
      return this.#end(this.#spawnFailed(stderr.error.errno, ready));
    }
    const [out, errors] = [stdout.value, stderr.value];
    const name = this.#script.leftovers === 'kill' ? 'VIPWARD_RUN_ID' : 'VIPWARD_HOOK_ID';
    const { pid } = this.#script.backend.spawn(
      { launch: ready.launch, mark: { name, value: this.#runId }, stdout: out.writeEnd, stderr: errors.writeEnd },
      { ending: () => this.#onEnding(), ended: (end) => void this.#onEnd(end, ready, attempt) },
    );
    if (pid === undefined) {
      closePipe(out);
      closePipe(errors);
      return;
    }
    out.writeEnd.close();
    errors.writeEnd.close();
    this.#child = { pid, stdout: new PipeReader(out.readEnd), stderr: new PipeReader(errors.readEnd) };
  }

  #onLasting(): void {
    const leftMs = this.#script.timeoutMs - (performance.now() - this.#startedMs);
    if (leftMs <= 0) return this.#onDeadline();
    if (leftMs < Infinity) this.#timer = setTimeout(() => this.#onDeadline(), leftMs);
    if (this.#child === undefined) return;
    this.#child.stdout.watch();
    this.#child.stderr.watch();
    preferAsOomVictim(this.#child.pid);
    releaseCpu(this.#child.pid);
  }

  /** What stands still does not end by itself: the group keeps its number until it is killed. */
  #onEnding(): void {
    if (this.#child !== undefined && this.#leftovers === 'kill') signalGroup(this.#child.pid, 'SIGSTOP');
  }

  /** A run that has no verdict in time leaves nothing behind, whatever it is for. */
  get #leftovers(): PreparedScript['leftovers'] {
    return this.#decided === undefined ? this.#script.leftovers : 'kill';
  }

  async #onEnd(end: ChildEnd, ready: Ready, attempt: 'first' | 'second'): Promise<void> {
    if (end.type === 'notStarted') return this.#onNotStarted(end.errno, ready, attempt);
    const child = this.#child;
    if (child === undefined) throw new Error('a child ended that never started');
    clearTimeout(this.#timer);
    this.#escalation?.stop();
    const durationMs = this.#elapsedMs();
    const inTime = this.#decided === undefined;
    if (inTime) this.#noteLateness();
    const leftovers = this.#leftovers;
    const killedInGroup = leftovers === 'leave' ? 0 : killLeftovers(child.pid);
    if (inTime && [child.stdout.look(), child.stderr.look()].includes('open')) await drainBoth(child);
    if (leftovers === 'kill') {
      child.stdout.close();
      child.stderr.close();
    }
    if (this.#decided === undefined) {
      const errno = wrapperFailure(end, ready.launch, child.stderr.output().head);
      const outcome = errno === undefined ? end : this.#spawnFailed(errno, ready);
      return this.#end(outcome, { durationMs, killedInGroup });
    }
    this.#leave({ ...this.#decided, outcome: this.#lastWord(this.#decided.outcome, end), killedInGroup });
  }

  #onNotStarted(errno: string, ready: Ready, attempt: 'first' | 'second'): void {
    if (this.#decided !== undefined) return this.#leave(this.#decided);
    if (errno !== 'ETXTBSY' || attempt === 'second') return this.#end(this.#spawnFailed(errno, ready));
    this.#retry = setTimeout(() => this.#attempt(ready, 'second'), BUSY_RETRY_MS);
  }

  #onDeadline(): void {
    if (this.#child !== undefined && isZombie(this.#child.pid)) {
      // The child ended in time and the loop was late to notice: its status counts, unless it never arrives.
      this.#noteLateness();
      this.#timer = setTimeout(() => this.#giveUp(this.#timedOut()), LATE_LOOP_GRACE_MS);
      return;
    }
    this.#giveUp(this.#timedOut());
  }

  /** A late loop may learn of the end before or after its own deadline. */
  #noteLateness(): void {
    this.#lateMs = Math.max(this.#lateMs, this.#elapsedMs() - this.#script.timeoutMs);
  }

  #timedOut(): Outcome {
    return { type: 'timedOut', limitMs: this.#script.timeoutMs, endedBy: 'pending' };
  }

  /** Decides against a child that lives, and begins to end it. */
  #giveUp(outcome: Outcome): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    this.#decide(outcome, {});
    if (this.#child === undefined) this.#leave(this.#record(outcome));
    else this.#escalation = new Escalation(this.#child.pid, this.#script.killGraceMs);
  }

  /** Decides when there is no child, or no longer. */
  #end(outcome: Outcome, measured: Partial<RunRecord> = {}): void {
    clearTimeout(this.#timer);
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

  #spawnFailed(errno: string, { launch }: Ready): Outcome {
    return { type: 'spawnFailed', errno, diagnosis: diagnoseSpawn(errno, launch, this.#script.security) };
  }

  #record(outcome: Outcome): RunRecord {
    const { name, backend, argv, secrets } = this.#script;
    const stdout = this.#outputOf('stdout');
    const stderr = this.#outputOf('stderr');
    const { text, perf } = splitPerfdata(summaryOf(stdout, stderr));
    return {
      runId: this.#runId,
      check: name,
      backend: backend.name,
      argv: maskedAll(argv, secrets),
      startedAtMs: this.#startedAtMs,
      lateMs: this.#lateMs,
      durationMs: this.#elapsedMs(),
      outcome,
      stdout,
      stderr,
      summary: text,
      killedInGroup: 0,
      ...(perf.length === 0 ? {} : { perf }),
    };
  }

  #outputOf(stream: 'stdout' | 'stderr'): Output {
    return this.#child === undefined ? NO_OUTPUT : masked(this.#child[stream].output(), this.#script.secrets);
  }

  #elapsedMs(): number {
    return Math.round((performance.now() - this.#startedMs) * 1000) / 1000;
  }
}

async function drainBoth({ stdout, stderr }: Child): Promise<void> {
  await Promise.all([stdout.drain(DRAIN_LIMIT_MS), stderr.drain(DRAIN_LIMIT_MS)]);
}

function closePipe({ readEnd, writeEnd }: Pipe): void {
  readEnd.close();
  writeEnd.close();
}
