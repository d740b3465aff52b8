import { readdirSync, readFileSync } from 'node:fs';
import { table } from '../../src/cli/table.ts';
import { isScriptCheck } from '../../src/model/check.ts';
import { ScriptProbe } from '../../src/probes/script/probe.ts';
import { checksOf, scriptsText } from './configuration.ts';

const AT_ONCE = 8;
const ROWS = 10;

interface Sample {
  readonly runs: number;
  readonly rssMb: number;
  readonly descriptors: number;
  /** Running or not reaped. */
  readonly children: number;
}

/** Memory, descriptors and zombies over very many runs of /bin/true at full speed. */
export async function checksMemory({ runs }: { readonly runs: number }): Promise<void> {
  const [check] = await checksOf(scriptsText(['/bin/true']));
  if (check === undefined || !isScriptCheck(check)) throw new Error('the configuration has no script');
  const probe = new ScriptProbe({ ...check, timeoutMs: 60_000 }, 'warn');
  const samples: Sample[] = [];
  const startedMs = performance.now();
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun < runs) {
      begun += 1;
      if (begun % Math.ceil(runs / ROWS) === 0) samples.push(sample(begun));
      const { outcome } = await (await probe.start(0)).gone;
      if (outcome.type !== 'exited') throw new Error(`a run of /bin/true ended as ${outcome.type}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  samples.push(sample(runs));
  const rate = (runs / (performance.now() - startedMs)) * 1000;
  console.log(`${runs} runs of /bin/true, ${AT_ONCE} at once, ${rate.toFixed(0)} a second\n`);
  const rows = samples.map((each) => [each.runs, each.rssMb.toFixed(1), each.descriptors, each.children].map(String));
  console.log(table(['RUNS', 'RSS MB', 'DESCRIPTORS', 'CHILDREN'], rows));
}

function sample(runs: number): Sample {
  return {
    runs,
    rssMb: process.memoryUsage.rss() / 2 ** 20,
    descriptors: readdirSync('/proc/self/fd').length,
    children: childCount(),
  };
}

const childCount = (): number =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1').split(' ').filter(Boolean).length;
