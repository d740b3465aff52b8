import { table } from '../../src/cli/table.ts';
import type { Host } from '../../src/lab/host.ts';
import type { HostProcess } from '../../src/lab/host-process.ts';
import { startKeepalived } from '../../src/lab/keepalived.ts';
import { openLab } from '../../src/lab/lab.ts';
import { startVipward } from '../../src/lab/vipward.ts';
import { median, spread } from '../median.ts';
import { scriptsText } from './configuration.ts';
import { cpuTimeOf } from './cpu-time.ts';
import { pause } from './pause.ts';

const SOFTWARE = ['keepalived', 'vipward'] as const;
type Software = (typeof SOFTWARE)[number];

const START_LIMIT_MS = 30_000;
/** A daemon runs for months: what its first seconds cost is another question. */
const WARM_UP_MS = 25_000;
const MEASURED_MS = 10_000;
/** Longer than any script of this lives. */
const SCRIPT_LIFE_MS = 500;

interface Options {
  readonly runs: number;
  /** Scripts a second. */
  readonly rate: number;
}

/** µs of CPU for each run of a script. */
interface Cost {
  /** In the daemon's own processes. */
  readonly own: number;
  /** There and in the scripts. */
  readonly all: number;
  /** Scripts that were run, a second. */
  readonly rate: number;
}

/** CPU of many scripts a second, vipward beside keepalived. Interleaved: keepalived, vipward, keepalived, … */
export async function checksCpu({ runs, rate }: Options): Promise<void> {
  const costs: Record<Software, Cost[]> = { keepalived: [], vipward: [] };
  for (let run = 1; run <= runs; run++) {
    for (const software of SOFTWARE) {
      const cost = await measure(software, rate);
      costs[software].push(cost);
      const { own, all } = cost;
      console.error(`run ${run}: ${software} ${own.toFixed(0)} µs own, ${all.toFixed(0)} µs with the scripts`);
    }
  }
  const row = (part: keyof Cost): string[] => {
    const [theirs = [], ours = []] = SOFTWARE.map((software) => costs[software].map((cost) => cost[part]));
    return [spread(theirs, 0), spread(ours, 0), (median(ours) / median(theirs)).toFixed(2)];
  };
  console.log(`${rate} checks of /bin/true, each once a second: median [least … greatest] of ${runs} runs\n`);
  const rows = [
    ['own CPU, µs a script', ...row('own')],
    ['with the scripts, µs', ...row('all')],
    ['scripts a second', ...row('rate')],
  ];
  console.log(table(['', 'KEEPALIVED', 'VIPWARD', 'RATIO'], rows));
}

async function measure(software: Software, rate: number): Promise<Cost> {
  await using lab = await openLab({ nodes: ['web1'] });
  const host = lab.node('web1');
  const daemon = await start(software, host, rate);
  await daemon.waitForLog(/\(VI_1\) Entering (BACKUP|MASTER) STATE/, START_LIMIT_MS);
  await pause(WARM_UP_MS);
  const before = daemon.tree();
  await pause(SCRIPT_LIFE_MS);
  // Scripts come and go; what stays are the daemon's own processes.
  const pids = daemon.tree().filter((pid) => before.includes(pid));
  const from = { ...cpuTimeOf(pids), pid: await newestPid(host), atMs: performance.now() };
  await pause(MEASURED_MS);
  const to = { ...cpuTimeOf(pids), pid: await newestPid(host), atMs: performance.now() };
  const ran = to.pid - from.pid;
  if (ran <= 0) throw new Error('the process numbers of the host began anew: measure again');
  const ownUs = (to.ownMs - from.ownMs) * 1000;
  const childrenUs = (to.childrenMs - from.childrenMs) * 1000;
  return { own: ownUs / ran, all: (ownUs + childrenUs) / ran, rate: (ran / (to.atMs - from.atMs)) * 1000 };
}

function start(software: Software, host: Host, rate: number): Promise<HostProcess> {
  const text = scriptsText(Array.from({ length: rate }, () => '/bin/true'));
  return software === 'keepalived' ? startKeepalived(host, text) : Promise.resolve(startVipward(host, text));
}

/** A host has process numbers of its own: what lies between two new ones is what the daemon has started. */
async function newestPid(host: Host): Promise<number> {
  const { output } = await host.run(['/bin/sh', '-c', 'echo $$']);
  return Number(output);
}
