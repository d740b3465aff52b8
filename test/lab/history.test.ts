import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import type { Entry } from '../../src/history/entry.ts';
import { JournalReader } from '../../src/history/reader.ts';
import type { Host } from '../../src/lab/host.ts';
import { pairConfigText } from '../../src/lab/pair-config.ts';
import { PROJECT_ROOT } from '../../src/lab/project-root.ts';
import { until } from '../../src/lab/until.ts';
import { startVipward, stateDirectoryOf } from '../../src/lab/vipward.ts';
import { labFor } from '../support/lab.ts';
import { programFor } from '../support/program.ts';

const LIMIT_MS = 20_000;
const VIP = '10.77.0.50';

/** All that a host's journal holds. */
function historyOf(host: Host): readonly Entry[] {
  const found = new JournalReader(stateDirectoryOf(host)).read({ fromMs: 0 });
  return found.ok ? found.value : [];
}

const turns = (host: Host): readonly string[] =>
  historyOf(host).flatMap((entry) => {
    if (entry.event === 'vrrp.state') return [`${entry.from} -> ${entry.to}: ${entry.because}`];
    return entry.event === 'check.verdict' ? [`${entry.before} -> ${entry.health}: ${entry.reason}`] : [];
  });

test('a failover’s story stands in the journals of both nodes, with its reasons, also after kill -9', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] });
  const observer = await lab.observe(VIP);
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const flag = web1.writeFile('healthy', '');
  const script = web1.writeFile('check.sh', `#!/bin/sh\n[ -e ${flag} ] && exit 0\necho refused\nexit 7\n`, 0o755);
  const pair = { vip: VIP, version: 3, advertIntervalS: 0.2 } as const;
  const [one, two] = [
    pairConfigText({ ...pair, address: web1.address, peer: web2.address, priority: 150, check: { script } }),
    pairConfigText({
      ...pair,
      address: web2.address,
      peer: web1.address,
      priority: 100,
      check: { script: '/bin/true' },
    }),
  ];
  const daemon = startVipward(web1, one);
  startVipward(web2, two);
  await observer.waitUntilHolder('web1', LIMIT_MS);
  await web1.run(['rm', flag]);
  await observer.waitUntilHolder('web2', LIMIT_MS);
  await until('the story of web1', LIMIT_MS, () => turns(web1).some((turn) => turn.startsWith('master -> fault')));
  await until('the story of web2', LIMIT_MS, () => turns(web2).some((turn) => turn.startsWith('backup -> master')));
  await daemon.kill();

  expect(turns(web1)).toEqual([
    'unknown -> up: exit 0',
    expect.stringMatching(/^init -> backup: /),
    expect.stringMatching(/^backup -> master: /),
    'up -> down: exit 7: refused',
    expect.stringMatching(/^master -> fault: .*check service is down: exit 7: refused \(the service\)/),
  ]);
  expect(turns(web2).at(-1)).toMatch(
    new RegExp(`^backup -> master: .*${web1.address.replaceAll('.', String.raw`\.`)}`),
  );
  const told = await web1.run([
    process.execPath,
    join(PROJECT_ROOT, 'bin/vipward'),
    'history',
    '--state-dir',
    stateDirectoryOf(web1),
    '--summary',
  ]);
  expect(told.code).toBe(0);
  expect(told.output).toMatch(/^service +DOWN +1 .*exit 7: refused$/m);
});

/** Fills the disk, writes on, makes room, and says what was told and what is found. */
const ON_A_FULL_DISK = `
import { rmSync, writeFileSync } from 'node:fs';
import { Journal } from '../../src/history/journal.ts';
import { JournalReader } from '../../src/history/reader.ts';

const dir = process.argv[2];
const alive = setInterval(() => {}, 1000);
const told: string[] = [];
const journal = new Journal(dir, {
  trouble: (text) => {
    told.push(text);
    for (let n = 1001; n <= 1010; n++) journal.append(entry(n));
    rmSync(dir + '/filler');
  },
  resumed: (lost) => {
    told.push('resumed, lost ' + lost);
    void journal.close().then(() => {
      const found = new JournalReader(dir).read({ fromMs: 0 });
      console.log(JSON.stringify({ told, numbers: found.ok ? found.value.map(({ n }) => n) : found.error }));
      clearInterval(alive);
    });
  },
}, 10);
const entry = (n) => ({
  event: 'check.stillDown', check: 'nginx', blame: 'service', reason: 'x'.repeat(200), time: 1790000000000 + n, n,
});
journal.append(entry(0));
setImmediate(() => {
  try {
    writeFileSync(dir + '/filler', Buffer.alloc(4 * 1024 * 1024));
  } catch {}
  for (let n = 1; n <= 1000; n++) journal.append(entry(n));
});
`;

test('a full disk is told once, nothing crashes, and every entry is there when there is room again', (context: TestContext) => {
  if (process.getuid?.() !== 0) context.skip('not root: no file system can be mounted');
  const program = programFor(context, 'history-full-disk', ON_A_FULL_DISK);
  const inSmallDisk = 'mount -t tmpfs -o size=1m none /mnt && exec "$@"';
  const argv = ['--mount', 'sh', '-c', inSmallDisk, 'sh', process.execPath, program, '/mnt'];
  const { told, numbers } = JSON.parse(execFileSync('unshare', argv, { encoding: 'utf8', timeout: LIMIT_MS }));
  expect(told).toEqual([expect.stringContaining('ENOSPC'), 'resumed, lost 0']);
  expect(numbers).toEqual(Array.from({ length: 1011 }, (_, n) => n));
});
