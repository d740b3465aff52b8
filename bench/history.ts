import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from '../src/cli/table.ts';
import { type Entry, type Happening, type Ring, ringOf } from '../src/history/entry.ts';
import { lineOf } from '../src/history/query.ts';
import { RINGS, SEGMENT_BYTES, segmentName } from '../src/history/retention.ts';
import { PROJECT_ROOT } from '../src/lab/project-root.ts';
import { spread } from './median.ts';

const ENTRIES = 200_000;
const YEAR_MS = 365 * 86_400_000;
const CHECKS = ['nginx', 'mycat', 'gateway', 'disk'] as const;
const STORIES_TO_A_RARE_ONE = 500;

const QUERIES: readonly (readonly string[])[] = [
  ['--since', '1d'],
  ['--since', '1d', '--summary'],
  ['--since', '365d', '--check', 'rare'],
  ['--since', '365d', '--summary'],
  ['--since', '365d'],
];

/** Seconds of `vipward history`, the whole command, over a year of a host: 200 000 entries. */
export function history({ runs }: { readonly runs: number }): void {
  const dir = mkdtempSync(join(tmpdir(), 'vipward-bench-'));
  try {
    const bytes = writeYear(dir, Date.now() - YEAR_MS);
    const rows = QUERIES.map((query) => {
      const times = Array.from({ length: runs }, () => secondsOf(dir, query));
      return [`history ${query.join(' ')}`, spread(times, 3)];
    });
    console.log(
      `seconds over ${ENTRIES} entries, ${Math.round(bytes / 1e6)} MB: median [least … greatest] of ${runs}\n`,
    );
    console.log(table(['COMMAND', 'SECONDS'], rows));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function secondsOf(dir: string, query: readonly string[]): number {
  const argv = [join(PROJECT_ROOT, 'bin/vipward'), 'history', '--state-dir', dir, ...query];
  const startedMs = performance.now();
  execFileSync(process.execPath, argv, { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1024 ** 3 });
  return (performance.now() - startedMs) / 1000;
}

/** Each ring in files of the usual size. */
function writeYear(dir: string, fromMs: number): number {
  const lines: Record<Ring, string[]> = { transitions: [], failures: [], successes: [] };
  for (let n = 0; n < ENTRIES; n++) {
    const entry: Entry = { ...happening(n), time: Math.round(fromMs + (n * YEAR_MS) / ENTRIES), n };
    lines[ringOf(entry)].push(lineOf(entry));
  }
  const texts = RINGS.map((ring) => writeRing(dir, ring, lines[ring]));
  return texts.reduce((sum, bytes) => sum + bytes, 0);
}

function writeRing(dir: string, ring: Ring, lines: readonly string[]): number {
  const text = `${lines.join('\n')}\n`;
  let number = 0;
  for (let start = 0; start < text.length;) {
    const end = text.lastIndexOf('\n', start + SEGMENT_BYTES) + 1;
    writeFileSync(join(dir, segmentName(ring, (number += 1))), text.slice(start, end));
    start = end;
  }
  return text.length;
}

/** A check goes down, fails on, a node goes to FAULT and back with its notify scripts, the check is up again. */
function happening(n: number): Happening {
  const number = Math.floor(n / 8);
  const check = number % STORIES_TO_A_RARE_ONE === 0 ? 'rare' : (CHECKS[number % CHECKS.length] ?? 'nginx');
  const reason = `exit 7: curl: (7) Failed to connect to 127.0.0.1 port 80 after ${n % 40} ms: connection refused`;
  const because = `check ${check} is down: ${reason} (the service)`;
  const of = { instance: 'VI_1', priority: 150, sum: `base 150, ${check} down: FAULT` };
  const story: readonly Happening[] = [
    { event: 'check.verdict', check, before: 'up', health: 'down', blame: 'service', reason, failedRuns: 1 },
    { event: 'vrrp.state', ...of, from: 'master', to: 'fault', cause: { kind: 'fault', reasons: [because] }, because },
    { event: 'notify.ran', instance: 'VI_1', state: 'fault', script: '/etc/n.sh', result: 'exit 0', durationMs: 8 },
    { event: 'check.stillDown', check, blame: 'service', reason, failedRuns: 10 },
    { event: 'check.stillDown', check, blame: 'service', reason, failedRuns: 20 },
    { event: 'check.verdict', check, before: 'down', health: 'up', blame: 'none', reason: 'exit 0' },
    {
      event: 'vrrp.state',
      ...of,
      from: 'fault',
      to: 'backup',
      cause: { kind: 'faultCleared' },
      because: 'all is well',
    },
    { event: 'notify.ran', instance: 'VI_1', state: 'backup', script: '/etc/n.sh', result: 'exit 0', durationMs: 8 },
  ];
  return story[n % story.length] ?? { event: 'daemon.stopped', tookMs: 1 };
}
