import { table } from '../src/cli/table.ts';
import { resolveCredentials } from '../src/probes/script/credentials.ts';
import { runScript } from '../src/probes/script/script-run.ts';
import type { SpawnBackend } from '../src/probes/script/spawn/backend.ts';
import { directBackend } from '../src/probes/script/spawn/backend-direct.ts';
import { execaBackend } from '../src/probes/script/spawn/backend-execa.ts';
import { median, spread } from './median.ts';

const BACKENDS = [execaBackend, directBackend] as const;
const LARGE_HEAP_MB = 200;
const WARM_UP_RUNS = 20;
const RUN_LIMIT_MS = 10_000;

interface Cost {
  /** How long nothing else of the daemon can happen. */
  readonly blockedMs: number;
  /** From the decision to run until the child is reaped and the record is made. */
  readonly wholeMs: number;
}

type Costs = Readonly<Record<string, Cost[]>>;

/** What starting /bin/true costs the daemon, by backend and size of its heap. Interleaved: execa, direct, execa, … */
export async function spawn({ runs }: { readonly runs: number }): Promise<void> {
  await costsOf(WARM_UP_RUNS);
  const small = { heapMb: heapMb(), costs: await costsOf(runs) };
  const ballast = fillHeap();
  const large = { heapMb: heapMb(), costs: await costsOf(runs) };
  if (ballast.length === 0) throw new Error('the heap was not filled');
  const rows = [small, large].flatMap(({ heapMb: size, costs }) => [
    ...BACKENDS.map(({ name }) => [
      `${size} MB`,
      name,
      spread(of(costs, name, 'blockedMs'), 3),
      spread(of(costs, name, 'wholeMs'), 3),
    ]),
    [`${size} MB`, 'direct / execa', ratio(costs, 'blockedMs'), ratio(costs, 'wholeMs')],
  ]);
  for (const { name } of BACKENDS) {
    const growth = (part: keyof Cost): string =>
      (median(of(large.costs, name, part)) / median(of(small.costs, name, part))).toFixed(3);
    rows.push(['large / small', name, growth('blockedMs'), growth('wholeMs')]);
  }
  console.log(`milliseconds of one run of /bin/true: median [least … greatest] of ${runs} runs\n`);
  console.log(table(['HEAP', 'BACKEND', 'SPAWN BLOCKS', 'WHOLE RUN'], rows));
}

async function costsOf(runs: number): Promise<Costs> {
  const costs: Costs = { execa: [], direct: [] };
  for (let run = 0; run < runs; run++) {
    for (const backend of BACKENDS) costs[backend.name]?.push(await costOf(backend));
  }
  return costs;
}

async function costOf(backend: SpawnBackend): Promise<Cost> {
  let blockedMs = Number.NaN;
  const timed: SpawnBackend = {
    name: backend.name,
    spawn(request, child) {
      const fromMs = performance.now();
      const spawned = backend.spawn(request, child);
      blockedMs = performance.now() - fromMs;
      return spawned;
    },
  };
  const who = await resolveCredentials('daemon');
  const job = { name: 'true', argv: ['/bin/true'], timeoutMs: RUN_LIMIT_MS, umask: 0o022 };
  const fromMs = performance.now();
  const run = runScript(job, who, { backend: timed, security: 'warn', facts: {}, lateMs: 0, leftovers: 'kill' });
  const { outcome } = await run.gone;
  if (outcome.type !== 'exited') throw new Error(`${backend.name}: a run of /bin/true ended as ${outcome.type}`);
  return { blockedMs, wholeMs: performance.now() - fromMs };
}

/** Many small objects, as a daemon's own state would be. */
function fillHeap(): readonly object[] {
  const goal = heapMb() + LARGE_HEAP_MB;
  const objects: object[] = [];
  while (heapMb() < goal) {
    for (let index = 0; index < 10_000; index++) objects.push({ index, text: `object ${index}`, more: [index] });
  }
  return objects;
}

const heapMb = (): number => Math.round(process.memoryUsage().heapUsed / 2 ** 20);

const of = (costs: Costs, name: string, part: keyof Cost): readonly number[] =>
  (costs[name] ?? []).map((cost) => cost[part]);

const ratio = (costs: Costs, part: keyof Cost): string =>
  (median(of(costs, 'direct', part)) / median(of(costs, 'execa', part))).toFixed(3);
