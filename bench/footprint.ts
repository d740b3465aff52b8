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

/**
 * Start to listening, and memory of all processes of one daemon after ten seconds. The memory is counted as if nothing
 * else on the machine shared their files: other Node processes here would make the PSS look smaller than it is.
 */
export async function footprint({ runs }: { readonly runs: number }): Promise<void> {
  const rows: string[][] = [];
  for (const software of ['keepalived', 'vipward', 'vipward, cluster file'] as const) {
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

/** The same as the keepalived.conf of the others. */
const clusterText = (vip: string): string => `nodes:
  web1: { interface: eth0, priority: 150 }
vrrp_script:
  service: { script: [/bin/true], interval: 1s, user: root }
vrrp_instance:
  VI_1:
    virtual_router_id: 51
    virtual_ipaddress: [${vip}]
    track_script: [service]
`;

async function measure(software: 'keepalived' | 'vipward' | 'vipward, cluster file'): Promise<Footprint> {
  await using lab = await openLab({ nodes: ['web1'] });
  const host = lab.node('web1');
  const check = { script: '/bin/true' };
  const text = pairConfigText({ vip: '10.77.0.50', address: host.address, peer: '', priority: 150, check });
  const fromUs = monotonicUs();
  const daemon =
    software === 'keepalived'
      ? await startKeepalived(host, text)
      : software === 'vipward'
        ? startVipward(host, text)
        : startVipward(host, clusterText('10.77.0.50'), ['--node', 'web1']);
  await daemon.waitForLog(/\(VI_1\) Entering BACKUP STATE/, LIMIT_MS);
  const readyMs = (monotonicUs() - fromUs) / 1000;
  while (monotonicUs() - fromUs < SETTLE_US) await callStatus(host);
  // A check that runs at one of the two moments is not part of the daemon.
  const before = daemon.tree();
  await callStatus(host);
  const pids = daemon.tree().filter((pid) => before.includes(pid));
  return { readyMs, pssMb: pssAloneMb(pids), processes: pids.length };
}

/** Also a use of the daemon: status is asked for while it settles, as people do. */
async function callStatus(host: Host): Promise<void> {
  await callControl<StatusReport>(join(runtimeDirectoryOf(host), 'control.sock'), 'GET', '/api/v1/status');
  await new Promise((resolve) => setTimeout(resolve, 500));
}

/** Private memory of each, and every shared file page once, as far as the process that maps most of the file has it. */
function pssAloneMb(pids: readonly number[]): number {
  let privateKb = 0;
  const sharedKb = new Map<string, number>();
  for (const pid of pids) {
    for (const mapping of mappingsOf(pid)) {
      privateKb += mapping.privateKb;
      const inProcess = mapping.sharedKb;
      sharedKb.set(mapping.name, Math.max(sharedKb.get(mapping.name) ?? 0, inProcess));
    }
  }
  return (privateKb + [...sharedKb.values()].reduce((sum, kb) => sum + kb, 0)) / 1024;
}

interface Mapping {
  readonly name: string;
  readonly privateKb: number;
  readonly sharedKb: number;
}

const kb = (block: string, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(block)?.[1] ?? 0);

function mappingsOf(pid: number): readonly Mapping[] {
  return readFileSync(`/proc/${pid}/smaps`, 'utf8')
    .split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)
    .map((block) => ({
      // offset, device, inode and path: the same part of the same file
      name: block.slice(0, block.indexOf('\n')).replace(/^\S+ \S+ /, ''),
      privateKb: kb(block, 'Private_Clean') + kb(block, 'Private_Dirty'),
      sharedKb: kb(block, 'Shared_Clean') + kb(block, 'Shared_Dirty'),
    }));
}
