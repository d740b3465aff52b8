import { table } from '../../src/cli/table.ts';
import { cpuTimeOf } from '../checks/cpu-time.ts';
import { pause } from '../checks/pause.ts';
import { median, spread } from '../median.ts';
import { FAST, heard, type Load, MANY, SOFTWARE, type Software, subjectIn } from './subject.ts';

/** The gratuitous ARPs of a takeover are over, and compilers have seen what runs often: also what runs once a second. */
const WARM_UP_MS = 30_000;
const MEASURED_MS = 10_000;

const WORKLOADS = [
  { name: '250 x 10/s, master', role: 'master', load: FAST },
  { name: '250 x 10/s, backup', role: 'backup', load: FAST },
  { name: '1000 x 1/s, master', role: 'master', load: MANY },
  { name: '1000 x 1/s, backup', role: 'backup', load: MANY },
] as const;

interface Cost {
  /** µs of CPU in the daemon's own processes for each advert that was sent or heard. */
  readonly usAnAdvert: number;
  /** Of one core. */
  readonly percent: number;
  readonly advertsASecond: number;
}

/** CPU of many adverts, vipward beside keepalived. Interleaved: keepalived, vipward, keepalived, … */
export async function advertsCpu({ runs, only }: { readonly runs: number; readonly only?: string }): Promise<void> {
  const rows: string[][] = [];
  for (const { name, role, load } of WORKLOADS.filter((each) => only === undefined || each.name.includes(only))) {
    const costs: Record<Software, Cost[]> = { keepalived: [], vipward: [] };
    for (let run = 1; run <= runs; run++) {
      for (const software of SOFTWARE) {
        const cost = await measure(role, software, load);
        costs[software].push(cost);
        const { usAnAdvert, percent, advertsASecond } = cost;
        const figures = `${usAnAdvert.toFixed(1)} µs an advert, ${percent.toFixed(1)} % of a core`;
        console.error(`${name}, run ${run}: ${software} ${figures}, ${advertsASecond.toFixed(0)} adverts/s`);
      }
    }
    rows.push([name, ...comparison(costs, 'usAnAdvert'), ...comparison(costs, 'percent').slice(0, 2)]);
    rows.push(['  adverts heard a second', ...comparison(costs, 'advertsASecond').slice(0, 2), '', '', '']);
  }
  console.log(`CPU of the daemon's own processes: median [least … greatest] of ${runs} runs of 10 s\n`);
  console.log(table(['', 'KEEPALIVED µs', 'VIPWARD µs', 'RATIO', 'KEEPALIVED %', 'VIPWARD %'], rows));
}

function comparison(costs: Record<Software, Cost[]>, figure: keyof Cost): string[] {
  const [theirs, ours] = [costs.keepalived, costs.vipward].map((each) => each.map((cost) => cost[figure]));
  return [spread(theirs ?? [], 1), spread(ours ?? [], 1), (median(ours ?? []) / median(theirs ?? [])).toFixed(2)];
}

async function measure(role: 'master' | 'backup', software: Software, load: Load): Promise<Cost> {
  const { lab, daemon } = await subjectIn(role, software, load);
  try {
    await pause(WARM_UP_MS);
    const pids = daemon.tree();
    let cpuMs = 0;
    let tookMs = 0;
    const adverts = await heard(lab, async () => {
      const from = { cpuMs: cpuTimeOf(pids).ownMs, atMs: performance.now() };
      await pause(MEASURED_MS);
      cpuMs = cpuTimeOf(pids).ownMs - from.cpuMs;
      tookMs = performance.now() - from.atMs;
    });
    // The capture lasts a little longer than the measurement.
    const spanUs = (adverts.at(-1)?.atUs ?? 0) - (adverts[0]?.atUs ?? 0);
    const advertsASecond = (adverts.length / spanUs) * 1_000_000;
    const usAnAdvert = (cpuMs * 1000) / (advertsASecond * (tookMs / 1000));
    return { usAnAdvert, percent: (cpuMs / tookMs) * 100, advertsASecond };
  } finally {
    await lab.close();
  }
}
