import { cpus } from 'node:os';
import { table } from '../../src/cli/table.ts';
import { occupyAllCores } from '../../src/lab/adverts/busy.ts';
import { gapsUs } from '../../src/lab/adverts/wire.ts';
import { pause } from '../checks/pause.ts';
import { median, spread } from '../median.ts';
import { FAST, heard, SOFTWARE, type Software, subjectIn } from './subject.ts';

const WARM_UP_MS = 12_000;
const MEASURED_MS = 30_000;
const FIGURES = ['p50', 'p99', 'p99.9', 'most'] as const;
type Figure = (typeof FIGURES)[number];
type Jitter = Readonly<Record<Figure, number>>;

/** How far the gaps between adverts are from the interval while every core has something else to do. Interleaved. */
export async function advertsJitter({ runs }: { readonly runs: number }): Promise<void> {
  const found: Record<Software, Jitter[]> = { keepalived: [], vipward: [] };
  for (let run = 1; run <= runs; run++) {
    for (const software of SOFTWARE) {
      const jitter = await measure(software);
      found[software].push(jitter);
      console.error(
        `run ${run}: ${software} ${FIGURES.map((figure) => `${figure} ${jitter[figure].toFixed(2)}`).join(', ')} ms`,
      );
    }
  }
  const rows = FIGURES.map((figure) => {
    const [theirs = [], ours = []] = SOFTWARE.map((software) => found[software].map((jitter) => jitter[figure]));
    return [figure, spread(theirs, 2), spread(ours, 2), (median(ours) / median(theirs)).toFixed(2)];
  });
  console.log(
    `ms between the gap of two adverts and the interval, 250 instances at 10 a second, ${cpus().length} busy`,
  );
  console.log(`processes on as many cores: median [least … greatest] of ${runs} runs of 30 s\n`);
  console.log(table(['', 'KEEPALIVED', 'VIPWARD', 'RATIO'], rows));
}

async function measure(software: Software): Promise<Jitter> {
  const { lab } = await subjectIn('master', software, FAST);
  try {
    await pause(WARM_UP_MS);
    const busy = occupyAllCores();
    const adverts = await heard(lab, () => pause(MEASURED_MS));
    for (const child of busy) child.kill('SIGKILL');
    return jitterOf([...gapsUs(adverts).values()].flat(), FAST.advertIntervalS * 1_000_000);
  } finally {
    await lab.close();
  }
}

function jitterOf(gaps: readonly number[], intervalUs: number): Jitter {
  const sorted = gaps.map((gapUs) => Math.abs(gapUs - intervalUs) / 1000).toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), 'p99.9': at(0.999), most: at(1) };
}
