import { table } from '../src/cli/table.ts';
import { AnnouncementCapture, firstSeenUs } from '../src/lab/addresses/announced.ts';
import { manyAddresses, manyAddressesText } from '../src/lab/addresses/many.ts';
import type { Host } from '../src/lab/host.ts';
import type { HostProcess } from '../src/lab/host-process.ts';
import { startKeepalived } from '../src/lab/keepalived.ts';
import { openLab } from '../src/lab/lab.ts';
import { until } from '../src/lab/until.ts';
import { startVipward } from '../src/lab/vipward.ts';
import { realtimeUs } from '../src/linux/clock.ts';
import { orThrow } from '../src/linux/libc.ts';
import { inNamespaces } from '../src/linux/namespace.ts';
import { NetlinkMonitor } from '../src/linux/netlink-monitor.ts';
import { median, spread } from './median.ts';

const LIMIT_MS = 60_000;
/** After so long nothing more is announced. */
const CALM_US = 500_000;
const SOFTWARE = ['keepalived', 'vipward'] as const;
type Software = (typeof SOFTWARE)[number];
const MEASURES = [
  'SIGTERM until the last address is gone',
  'the first address set until the last one is',
  'the first address set until the last one is announced',
] as const;

/** Release and take-over of many addresses of one instance. Interleaved: keepalived, vipward, keepalived, … */
export async function addresses({ runs, count }: { readonly runs: number; readonly count: number }): Promise<void> {
  const times: Record<Software, number[][]> = { keepalived: [], vipward: [] };
  for (let run = 1; run <= runs; run++) {
    for (const software of SOFTWARE) {
      const ms = await measure(software, count);
      times[software].push(ms);
      console.error(`run ${run}: ${software} ${ms.map((each) => each.toFixed(1)).join(', ')} ms`);
    }
  }
  const rows = MEASURES.map((name, index) => {
    const [theirs, ours] = SOFTWARE.map((software) => times[software].map((one) => one[index] ?? Number.NaN));
    if (theirs === undefined || ours === undefined) throw new Error('two programs are measured');
    return [name, spread(theirs, 1), spread(ours, 1), (median(ours) / median(theirs)).toFixed(2)];
  });
  console.log(`ms, ${count} addresses of one instance, advert 1 s: median [least … greatest] of ${runs} runs\n`);
  console.log(table(['FROM … UNTIL', 'KEEPALIVED', 'VIPWARD', 'RATIO'], rows));
}

async function measure(software: Software, count: number): Promise<number[]> {
  await using lab = await openLab({ nodes: ['web1', 'web2'] });
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const vips = new Set(manyAddresses(count));
  const [left, arrived] = [new Changes(web1, vips), new Changes(web2, vips)];
  const capture = await AnnouncementCapture.start(lab.client);
  const first = await start(software, web1, manyAddressesText({ count, priority: 150, advertIntervalS: 1 }));
  await until('the first master to have said all', LIMIT_MS, () => isCalm(capture, count));
  const second = await start(software, web2, manyAddressesText({ count, priority: 100, advertIntervalS: 1 }));
  await second.waitForLog(/Entering BACKUP STATE/, LIMIT_MS);
  const fromUs = realtimeUs();
  first.signal('SIGTERM');
  await until('the release', LIMIT_MS, () => left.removedUs.length >= count);
  await until('the take-over', LIMIT_MS, () => firstSeenUs(capture.seen(), fromUs).size >= count);
  const [firstSetUs = Number.NaN] = arrived.addedUs;
  const lastUs = Math.max(...firstSeenUs(capture.seen(), fromUs).values());
  for (const changes of [left, arrived]) changes.close();
  const spans = [
    (left.removedUs.at(-1) ?? 0) - fromUs,
    (arrived.addedUs.at(-1) ?? 0) - firstSetUs,
    lastUs - firstSetUs,
  ];
  return spans.map((us) => us / 1000);
}

function isCalm(capture: AnnouncementCapture, count: number): boolean {
  const seen = capture.seen();
  return seen.length >= count && realtimeUs() - (seen.at(-1)?.atUs ?? 0) > CALM_US;
}

const start = async (software: Software, host: Host, text: string): Promise<HostProcess> =>
  software === 'keepalived' ? startKeepalived(host, text) : startVipward(host, text);

/** When these addresses came to a host and left it, in epoch microseconds. */
class Changes {
  readonly addedUs: number[] = [];
  readonly removedUs: number[] = [];
  readonly #monitor: NetlinkMonitor;

  constructor(host: Host, these: ReadonlySet<string>) {
    const open = (): ReturnType<typeof NetlinkMonitor.open> =>
      NetlinkMonitor.open((change) => {
        if (!('address' in change) || !these.has(change.address.address)) return;
        (change.type === 'addressAdded' ? this.addedUs : this.removedUs).push(realtimeUs());
      });
    this.#monitor = orThrow(orThrow(inNamespaces(host.namespaces, open)));
  }

  close(): void {
    this.#monitor.close();
  }
}
