import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from '../src/cli/table.ts';
import type { Host } from '../src/lab/host.ts';
import type { HostProcess } from '../src/lab/host-process.ts';
import { startKeepalived } from '../src/lab/keepalived.ts';
import { type Lab, openLab } from '../src/lab/lab.ts';
import { monotonicUs } from '../src/linux/clock.ts';
import type { Observer } from '../src/lab/observer/observer.ts';
import { pairConfigText } from '../src/lab/pair-config.ts';
import { until } from '../src/lab/until.ts';
import { startVipward } from '../src/lab/vipward.ts';
import { startWebServer, type WebServer } from '../src/lab/web-server.ts';
import { median, spread } from './median.ts';

const VIP = '10.77.0.50';
const LIMIT_MS = 30_000;
const SOFTWARE = ['keepalived', 'vipward'] as const;
type Software = (typeof SOFTWARE)[number];
/**
 * vipward watches nginx and its worker by name, beside the check. keepalived has the check alone: its process events
 * exist only in the first pid namespace.
 */
const WATCHED = 'watched service dies';
const WATCH = `vrrp_track_process web {\n    process nginx\n    quorum 2\n}\n`;

interface Running {
  readonly lab: Lab;
  readonly observer: Observer;
  readonly daemon: HostProcess;
  readonly web: WebServer;
  /** The file to which each run of web1's check adds a line. */
  readonly ticks: string;
}

/** What happens to web1, the master. The clock runs from the moment this resolves. */
const SCENARIOS: Readonly<Record<string, (running: Running) => Promise<void> | void>> = {
  stop: ({ daemon }) => daemon.signal('SIGTERM'),
  'service dies': async ({ web, ticks }) => {
    await nextTick(ticks);
    void web.process.kill();
  },
  [WATCHED]: async ({ web, ticks }) => {
    await nextTick(ticks);
    void web.process.kill();
  },
  crash: ({ daemon }) => void daemon.kill(),
  freeze: ({ daemon }) => daemon.freeze(),
  'link down': ({ lab }) => lab.link('web1').cut(),
};

/** Takeover times in seconds, and the same table with ratios. Interleaved: keepalived, vipward, keepalived, … */
export async function failover(options: { readonly runs: number; readonly only?: string }): Promise<void> {
  const names = Object.keys(SCENARIOS).filter((name) => options.only === undefined || name === options.only);
  if (names.length === 0)
    throw new Error(`no scenario "${options.only}"; there are ${Object.keys(SCENARIOS).join(', ')}`);
  const rows: string[][] = [];
  for (const name of names) {
    const times: Record<Software, number[]> = { keepalived: [], vipward: [] };
    for (let run = 1; run <= options.runs; run++) {
      for (const software of SOFTWARE) {
        const seconds = await measure(software, name);
        times[software].push(seconds);
        console.error(`${name}, run ${run}: ${software} ${seconds.toFixed(3)} s`);
      }
    }
    const ratio = median(times.vipward) / median(times.keepalived);
    rows.push([name, spread(times.keepalived, 3), spread(times.vipward, 3), ratio.toFixed(3)]);
  }
  console.log(
    `seconds from the event until web2 answers at the VIP: median [least … greatest] of ${options.runs} runs,`,
  );
  console.log('advert 1 s, priorities 150/100, check each second without weight\n');
  console.log(table(['SCENARIO', 'KEEPALIVED', 'VIPWARD', 'RATIO'], rows));
}

async function measure(software: Software, scenario: string): Promise<number> {
  await using lab = await openLab({ nodes: ['web1', 'web2'] });
  const observer = await lab.observe(VIP);
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const web = await startWebServer(web1, 'web1');
  await startWebServer(web2, 'web2');
  const daemon = await start(software, web1, 150, scenario);
  await start(software, web2, 100, scenario);
  await observer.waitUntilAnswers('web1', LIMIT_MS);
  await until('two more runs of the check', LIMIT_MS, () => tickCount(ticksOf(web1)) > 2);
  await SCENARIOS[scenario]?.({ lab, observer, daemon, web, ticks: ticksOf(web1) });
  const fromUs = monotonicUs();
  await observer.waitUntilAnswers('web2', LIMIT_MS);
  const { answers } = await observer.report();
  const taken = answers.find((run) => run.outcome === 'web2' && run.fromUs >= fromUs);
  if (taken === undefined) throw new Error(`${scenario}: no answer of web2 in the report`);
  return (taken.fromUs - fromUs) / 1_000_000;
}

function start(software: Software, host: Host, priority: number, scenario: string): Promise<HostProcess> {
  const script = host.writeFile(
    'check.sh',
    `#!/bin/sh\necho >> ${ticksOf(host)}\nexec /usr/bin/curl -fsS -m 1 -o /dev/null http://127.0.0.1/\n`,
    0o755,
  );
  const isWatched = scenario === WATCHED && software === 'vipward';
  const more = isWatched ? ['track_process {', '    web', '}'] : [];
  const instance = pairConfigText({ vip: VIP, address: host.address, peer: '', priority, check: { script }, more });
  const text = isWatched ? WATCH + instance : instance;
  return software === 'keepalived' ? startKeepalived(host, text) : Promise.resolve(startVipward(host, text));
}

const ticksOf = (host: Host): string => join(host.directory, 'ticks');

function tickCount(file: string): number {
  try {
    return readFileSync(file).length;
  } catch {
    return 0; // before the first run
  }
}

/** Resolves just after a run of the check has begun and ended well, so that each daemon has the same time to the next. */
async function nextTick(file: string): Promise<void> {
  const before = tickCount(file);
  await until('the next run of the check', LIMIT_MS, () => tickCount(file) > before);
  const begunUs = monotonicUs();
  await until('the end of that run', LIMIT_MS, () => monotonicUs() - begunUs > 200_000);
}
