import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { occupyAllCores } from '../../../src/lab/adverts/busy.ts';
import { manyInstancesText } from '../../../src/lab/adverts/instances.ts';
import { AdvertCapture, gapsUs, type SeenAdvert, takeovers } from '../../../src/lab/adverts/wire.ts';
import type { HostProcess } from '../../../src/lab/host-process.ts';
import { until } from '../../../src/lab/until.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { labFor } from '../../support/lab.ts';
import { reloadOf, statusOf, waitForStatus } from '../../support/lab-status.ts';

const LIMIT_MS = 60_000;
const INTERVAL_US = 1_000_000;
const LOADED_MS = 5000;

const entries = (daemon: HostProcess, state: 'MASTER' | 'BACKUP'): number =>
  daemon.logLines().filter(({ text }) => text.includes(`Entering ${state} STATE`)).length;

const masters = (daemon: HostProcess, count: number): Promise<unknown> =>
  until(`${count} masters`, LIMIT_MS, () => entries(daemon, 'MASTER') >= count);

const vridsOf = (adverts: readonly SeenAdvert[]): ReadonlySet<number> => new Set(adverts.map(({ vrid }) => vrid));

test('250 instances start, all become master, and all are heard', async (context) => {
  const lab = await labFor(context, { nodes: ['web1'] }, 'tcpdump');
  const host = lab.node('web1');
  const daemon = startVipward(host, manyInstancesText({ count: 250, priority: 100, advertIntervalS: 1 }));
  await masters(daemon, 250);
  const capture = await AdvertCapture.start(lab.client);
  const before = await statusOf(host);
  const least = (before.instances[0]?.counters.adverts_sent ?? 0) + 2;
  await waitForStatus(host, LIMIT_MS, ({ instances }) =>
    instances.every(({ counters }) => (counters.adverts_sent ?? 0) >= least),
  );
  expect(vridsOf(await capture.stop()).size).toBe(250);
});

test('a reload of 200 instances with one change lets no other miss an advert', async (context) => {
  const lab = await labFor(context, { nodes: ['web1'] }, 'tcpdump');
  const host = lab.node('web1');
  const text = manyInstancesText({ count: 200, priority: 100, advertIntervalS: 1 });
  const daemon = startVipward(host, text);
  await masters(daemon, 200);
  const capture = await AdvertCapture.start(lab.client);
  const sent = async (): Promise<number> =>
    Math.min(...(await statusOf(host)).instances.map(({ counters }) => counters.adverts_sent ?? 0));
  const first = (await sent()) + 2;
  await waitForStatus(host, LIMIT_MS, ({ instances }) => (instances[0]?.counters.adverts_sent ?? 0) >= first);
  const changed = text.replace('10.78.0.77/32', '10.78.0.77/32\n        10.79.0.77/32');
  writeFileSync(join(host.directory, 'vipward.conf'), changed);
  expect(await reloadOf(host)).toMatchObject({ outcome: 'applied' });
  const enough = first + 5;
  await waitForStatus(host, LIMIT_MS, ({ instances }) =>
    instances.every(({ counters }) => (counters.adverts_sent ?? 0) >= enough),
  );
  const adverts = await capture.stop();
  // All speak at one moment, so a machine that is late is late for all; who misses an advert has a longer gap than others.
  const longest = [...gapsUs(adverts).values()].map((gaps) => Math.max(...gaps));
  expect(longest).toHaveLength(200);
  expect(Math.max(...longest) - Math.min(...longest)).toBeLessThan(INTERVAL_US / 2);
  // And not all of them together: from its first to its last each has spoken once an interval.
  for (const gaps of gapsUs(adverts).values()) {
    const spanUs = gaps.reduce((sum, gap) => sum + gap, 0);
    expect(gaps.length).toBeGreaterThanOrEqual(Math.round(spanUs / INTERVAL_US));
  }
  expect(entries(daemon, 'MASTER')).toBe(200);
  expect(adverts.filter(({ priority }) => priority === 0)).toEqual([]);
});

test('under load a backup takes over only from a master that is silent', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'tcpdump');
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const [count, advertIntervalS] = [20, 0.1];
  const master = startVipward(web1, manyInstancesText({ count, priority: 200, advertIntervalS }));
  await masters(master, count);
  const backup = startVipward(web2, manyInstancesText({ count, priority: 100, advertIntervalS }));
  await until(`${count} backups`, LIMIT_MS, () => entries(backup, 'BACKUP') >= count);
  const capture = await AdvertCapture.start(lab.client);
  const busy = occupyAllCores();
  context.onTestFinished(() => {
    for (const child of busy) child.kill('SIGKILL');
  });
  const endMs = performance.now() + LOADED_MS;
  await until('some seconds of load', LIMIT_MS, () => performance.now() >= endMs);
  const adverts = await capture.stop();
  expect(adverts.length).toBeGreaterThan(count);
  const threeAdvertsUs = 3 * advertIntervalS * 1_000_000;
  const found = takeovers(adverts, { master: web1.address, backup: web2.address });
  expect(found.filter(({ silentUs }) => silentUs < threeAdvertsUs)).toEqual([]);
});
