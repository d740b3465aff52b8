import { setTimeout as pause } from 'node:timers/promises';
import { verdictOf } from '../../health/verdict.ts';
import type { NotifyScript } from '../../model/instance.ts';
import type { Model } from '../../model/model.ts';
import { atMost } from '../../probes/at-most.ts';
import type { Run } from '../../probes/probe.ts';
import { startHook } from '../../probes/script/hook.ts';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** A reader that lived so long did not fail at its start. */
const LIVED_MS = 60_000;
/** Time to read what is left, once the pipe has ended. */
const FINISH_LIMIT_MS = 1000;

/** The program that reads a pipe: started with the path of the pipe as its last argument, and again when it ends. */
export class FifoReader {
  readonly #script: NotifyScript;
  readonly #security: Model['scriptSecurity'];
  readonly #tell: (text: string) => void;
  readonly #stopped = new AbortController();
  readonly #ended: Promise<void>;
  #run: Run | undefined;

  constructor(
    { script, path }: { readonly script: NotifyScript; readonly path: string },
    security: Model['scriptSecurity'],
    tell: (text: string) => void,
  ) {
    this.#script = { ...script, argv: [...script.argv, path] };
    this.#security = security;
    this.#tell = tell;
    this.#ended = this.#keepRunning();
  }

  /** Lets it read to the end, then ends it. The pipe must be closed before. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await atMost(FINISH_LIMIT_MS, this.#run?.settled ?? Promise.resolve());
    this.#run?.cancel('stop');
    await this.#ended;
  }

  async #keepRunning(): Promise<void> {
    const { signal } = this.#stopped;
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)) {
      const run = await startHook(
        { name: 'fifo', script: this.#script, timeoutMs: Infinity, facts: {} },
        this.#security,
      );
      this.#run = run;
      if (signal.aborted) run.cancel('stop');
      const { outcome, summary, durationMs } = await run.settled;
      this.#run = undefined;
      if (signal.aborted) return void (await run.gone);
      if (durationMs > LIVED_MS) pauseMs = FIRST_PAUSE_MS;
      const { reason } = verdictOf(outcome, summary, 'keepalived');
      this.#tell(`${this.#script.argv.join(' ')} ended (${reason}); it starts again in ${pauseMs / 1000} s`);
      await pause(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}
