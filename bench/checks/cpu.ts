import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** So many of the checks leave a mark, which tells whether all were run. */
const TICKING = 5;
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
  const from = { ...cpuTimeOf(pids), ticks: tickCount(host), atMs: performance.now() };
  await pause(MEASURED_MS);
  const to = { ...cpuTimeOf(pids), ticks: tickCount(host), atMs: performance.now() };
  const ran = ((to.ticks - from.ticks) / TICKING) * rate;
  const ownUs = (to.ownMs - from.ownMs) * 1000;
  const childrenUs = (to.childrenMs - from.childrenMs) * 1000;
  return { own: ownUs / ran, all: (ownUs + childrenUs) / ran, rate: (ran / (to.atMs - from.atMs)) * 1000 };
}

function start(software: Software, host: Host, rate: number): Promise<HostProcess> {
  const ticking = host.writeFile('tick.sh', `#!/bin/sh\necho >> ${ticksOf(host)}\n`, 0o755);
  const commands = Array.from({ length: rate }, (_, index) => (index < TICKING ? ticking : '/bin/true'));
  const text = scriptsText(commands);
  return software === 'keepalived' ? startKeepalived(host, text) : Promise.resolve(startVipward(host, text));
}

const ticksOf = (host: Host): string => join(host.directory, 'ticks');

const tickCount = (host: Host): number => readFileSync(ticksOf(host)).length;
