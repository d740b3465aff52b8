import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from '../../src/cli/table.ts';
import type { Host } from '../../src/lab/host.ts';
import type { HostProcess } from '../../src/lab/host-process.ts';
import { startKeepalived } from '../../src/lab/keepalived.ts';
import { openLab } from '../../src/lab/lab.ts';
import { startVipward } from '../../src/lab/vipward.ts';
import { median, spread } from '../median.ts';
import { cpuTimeOf } from './cpu-time.ts';

const SOFTWARE = ['keepalived', 'vipward'] as const;
type Software = (typeof SOFTWARE)[number];

/** So many of the checks leave a mark, which tells whether all were run. */
const TICKING = 5;
const START_LIMIT_MS = 20_000;
const SETTLE_MS = 3000;
const MEASURED_MS = 5_000;

interface Cost {
  /** CPU of the daemon's own processes in µs a run. */
  readonly own: number;
  /** The same and that of the scripts. */
  readonly all: number;
  /** Scripts that were run, a second. */
  readonly rate: number;
}

/** CPU of 500 scripts a second, vipward beside keepalived. Interleaved: keepalived, vipward, keepalived, … */
export async function checks({ runs, rate }: { readonly runs: number; readonly rate: number }): Promise<void> {
  const costs: Record<Software, Cost[]> = { keepalived: [], vipward: [] };
  for (let run = 1; run <= runs; run++) {
    for (const software of SOFTWARE) {
      const cost = await measure(software, rate);
      costs[software].push(cost);
      console.error(`run ${run}: ${software} ${JSON.stringify(cost)}`);
    }
  }
  const row = (part: keyof Cost): string[] => {
    const [theirs, ours] = SOFTWARE.map((software) => costs[software].map((cost) => cost[part]));
    return [spread(theirs ?? [], 1), spread(ours ?? [], 1), (median(ours ?? []) / median(theirs ?? [])).toFixed(2)];
  };
  console.log(`${rate} checks of /bin/true, each once a second: median [least … greatest] of ${runs} runs\n`);
  console.log(
    table(
      ['MICROSECONDS A RUN', 'KEEPALIVED', 'VIPWARD', 'RATIO'],
      [
        ['own CPU', ...row('own')],
        ['with the scripts', ...row('all')],
        ['scripts a second', ...row('rate')],
      ],
    ),
  );
}

async function measure(software: Software, rate: number): Promise<Cost> {
  await using lab = await openLab({ nodes: ['web1'] });
  const daemon = await start(software, lab.node('web1'), rate);
  await daemon.waitForLog(/\(VI_1\) Entering (BACKUP|MASTER) STATE/, START_LIMIT_MS);
  await pause(SETTLE_MS);
  const before = daemon.tree();
  await pause(100);
  // Scripts come and go; what stays are the daemon's own processes.
  const pids = daemon.tree().filter((pid) => before.includes(pid));
  if (process.env['BENCH_PIDS']) appendFileSync(process.env['BENCH_PIDS'], `${software} ${pids.join(' ')}\n`);
  const ticks = tickCount(ticksOf(lab.node('web1')));
  const [from, fromMs] = [cpuTimeOf(pids), performance.now()];
  await pause(MEASURED_MS);
  const [to, tookMs] = [cpuTimeOf(pids), performance.now() - fromMs];
  const own = to.ownMs - from.ownMs;
  const children = to.childrenMs - from.childrenMs;
  const ran = ((tickCount(ticksOf(lab.node('web1'))) - ticks) / TICKING) * rate;
  return { own: (1000 * own) / ran, all: (1000 * (own + children)) / ran, rate: (ran / tookMs) * 1000 };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function start(software: Software, host: Host, rate: number): Promise<HostProcess> {
  const ticking = host.writeFile('tick.sh', `#!/bin/sh\necho >> ${ticksOf(host)}\n`, 0o755);
  const text = configurationOf(rate, ticking);
  return software === 'keepalived' ? startKeepalived(host, text) : Promise.resolve(startVipward(host, text));
}

const ticksOf = (host: Host): string => join(host.directory, 'ticks');

const tickCount = (file: string): number => readFileSync(file).length;

/** One instance that tracks so many checks of `/bin/true`. */
function configurationOf(count: number, ticking: string): string {
  const names = Array.from({ length: count }, (_, index) => `check_${index}`);
  return [
    'global_defs {\n    router_id lab\n    script_user root\n    enable_script_security\n}',
    ...names.map(
      (name, index) =>
        `vrrp_script ${name} {\n    script "${index < TICKING ? ticking : '/bin/true'}"\n    interval 1\n    timeout 1\n}`,
    ),
    'vrrp_instance VI_1 {\n    state BACKUP\n    interface eth0\n    virtual_router_id 51\n    priority 100\n    advert_int 1',
    '    virtual_ipaddress {\n        10.77.0.50\n    }\n    track_script {',
    ...names.map((name) => `        ${name}`),
    '    }\n}\n',
  ].join('\n');
}
