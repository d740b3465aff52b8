/**
 * `npm run fuzz -- [--cases N] [--seed S] [--target NAME]`: the long run. The cases run in a thread with little memory, which
 * is watched: an exception, a hang and a memory that grows all end with the command that shows it again.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Command } from 'commander';
import { shares, type Target } from './target.ts';
import { TARGETS } from './targets.ts';

const BATCH_CASES = 500;
/** A batch takes a second or two. */
const HANG_LIMIT_MS = 120_000;
const MEMORY_LIMIT_MB = 512;

interface Options {
  readonly cases: number;
  readonly seed: number;
  readonly target?: string;
}

/** What the thread says before a batch; the last one said is the one that failed. */
interface Batch {
  readonly target: string;
  readonly seed: number;
  readonly cases: number;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`"${text}" is not a whole number from 1 on`);
  return value;
};

function chosen(name: string | undefined): readonly Target[] {
  const targets = TARGETS.filter((target) => name === undefined || target.name === name);
  if (targets.length > 0) return targets;
  throw new Error(`there is no target "${name}"; there are: ${TARGETS.map((target) => target.name).join(', ')}`);
}

/** In the thread: batch after batch, each with a seed of its own. */
function work({ cases, seed, target }: Options): void {
  for (const [each, share] of shares(chosen(target), cases)) {
    for (let done = 0; done < share; done += BATCH_CASES) {
      const batch: Batch = {
        target: each.name,
        seed: seed + done / BATCH_CASES,
        cases: Math.min(BATCH_CASES, share - done),
      };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      parentPort?.postMessage(batch);
      each.run(batch.cases, batch.seed);
    }
  }
}

/** Waits for the thread; what is wrong, if anything. */
function watch(options: Options): Promise<string | undefined> {
  const worker = new Worker(__filename, {
    workerData: options,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
  });
  let last: Batch | undefined;
  const again = (): string =>
    last === undefined ? '' : `\nnpm run fuzz -- --target '${last.target}' --seed ${last.seed} --cases ${last.cases}`;
  return new Promise((resolve) => {
    const hung = setTimeout(() => {
      resolve(`no end after ${HANG_LIMIT_MS / 1000} s${again()}`);
      void worker.terminate();
    }, HANG_LIMIT_MS);
    worker.on('message', (batch: Batch) => {
      if (batch.target !== last?.target) say(`${new Date().toISOString()} ${batch.target}`);
      last = batch;
      hung.refresh();
    });
    worker.on('error', (error) => resolve(`${error.message}${again()}`));
    worker.on('exit', (code) => {
      clearTimeout(hung);
      resolve(code === 0 ? undefined : `the thread ended with ${code}${again()}`);
    });
  });
}

async function fuzz(options: Options): Promise<void> {
  chosen(options.target);
  const startedAtMs = performance.now();
  const fault = await watch(options);
  const seconds = Math.round((performance.now() - startedAtMs) / 1000);
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  say(fault ?? `${options.cases} cases in ${seconds} s, at most ${peakMb} MB, nothing found (seed ${options.seed})`);
  process.exitCode = fault === undefined ? 0 : 1;
}

if (isMainThread) {
  void new Command('fuzz')
    .description('generated input for everything that reads what others wrote')
    .option('--cases <n>', 'how many, over all targets', positive, 100_000)
    .option('--seed <n>', 'where to begin', positive, 1)
    .option('--target <name>', 'only this one')
    .action(fuzz)
    .parseAsync();
} else work(workerData as Options);
