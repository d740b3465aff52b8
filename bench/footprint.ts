import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from '../src/cli/table.ts';
import { callControl } from '../src/http/client.ts';
import type { StatusReport } from '../src/http/api.ts';
import type { Host } from '../src/lab/host.ts';
import { startKeepalived } from '../src/lab/keepalived.ts';
import { openLab } from '../src/lab/lab.ts';
import { monotonicUs } from '../src/linux/clock.ts';
import { pairConfigText } from '../src/lab/pair-config.ts';
import { runtimeDirectoryOf, startVipward } from '../src/lab/vipward.ts';
import { spread } from './median.ts';

const LIMIT_MS = 10_000;
/** Long enough for the start to be over and for several checks to have run. */
const SETTLE_US = 10_000_000;

interface Footprint {
  readonly readyMs: number;
  readonly pssMb: number;
  readonly processes: number;
}

/** Start to listening, and memory of all processes of one daemon after ten seconds. */
export async function footprint({ runs }: { readonly runs: number }): Promise<void> {
  const rows: string[][] = [];
  for (const software of ['keepalived', 'vipward'] as const) {
    const found: Footprint[] = [];
    for (let run = 0; run < runs; run++) found.push(await measure(software));
    rows.push([
      software,
      spread(
        found.map(({ readyMs }) => readyMs),
        0,
      ),
      spread(
        found.map(({ pssMb }) => pssMb),
        1,
      ),
      String(found[0]?.processes ?? 0),
    ]);
  }
  console.log('start to listening in ms and PSS in MB of all processes, median [least … greatest]\n');
  console.log(table(['DAEMON', 'READY MS', 'PSS MB', 'PROCESSES'], rows));
}

async function measure(software: 'keepalived' | 'vipward'): Promise<Footprint> {
  await using lab = await openLab({ nodes: ['web1'] });
  const host = lab.node('web1');
  const check = { script: '/bin/true' };
  const text = pairConfigText({ vip: '10.77.0.50', address: host.address, peer: '', priority: 150, check });
  const fromUs = monotonicUs();
  const daemon = software === 'keepalived' ? await startKeepalived(host, text) : startVipward(host, text);
  await daemon.waitForLog(/\(VI_1\) Entering BACKUP STATE/, LIMIT_MS);
  const readyMs = (monotonicUs() - fromUs) / 1000;
  while (monotonicUs() - fromUs < SETTLE_US) await callStatus(host);
  const pids = [daemon.pid, ...daemon.tree().filter((pid) => pid !== daemon.pid)];
  return { readyMs, pssMb: pids.reduce((sum, pid) => sum + pssMbOf(pid), 0), processes: pids.length };
}

/** Also a use of the daemon: status is asked for while it settles, as people do. */
async function callStatus(host: Host): Promise<void> {
  await callControl<StatusReport>(join(runtimeDirectoryOf(host), 'control.sock'), 'GET', '/api/v1/status');
  await new Promise((resolve) => setTimeout(resolve, 500));
}

function pssMbOf(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) / 1024;
}
