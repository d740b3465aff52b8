import { expect, test } from 'vitest';
import { AnnouncementCapture, firstSeenUs } from '../../../src/lab/addresses/announced.ts';
import { manyAddresses, manyAddressesText } from '../../../src/lab/addresses/many.ts';
import type { Host } from '../../../src/lab/host.ts';
import { until } from '../../../src/lab/until.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { realtimeUs } from '../../../src/linux/clock.ts';
import { labFor } from '../../support/lab.ts';
import { waitForStatus } from '../../support/lab-status.ts';

const LIMIT_MS = 60_000;
const COUNT = 500;
const VIPS = new Set(manyAddresses(COUNT));

/** How many of the VIPs are on a host. */
async function heldBy(host: Host): Promise<number> {
  const { output } = await host.run(['ip', '-o', '-4', 'addr', 'show', 'dev', 'eth0']);
  return [...output.matchAll(/inet (\S+)\/32/g)].filter(([, address = '']) => VIPS.has(address)).length;
}

test('500 addresses of one instance are all set, announced, handed over and removed', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'tcpdump');
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const capture = await AnnouncementCapture.start(lab.client);
  const announced = (fromUs: number): Promise<unknown> =>
    until('all announcements', LIMIT_MS, () => {
      const seen = firstSeenUs(capture.seen(), fromUs);
      return [...VIPS].every((address) => seen.has(address));
    });
  const text = (priority: number): string => manyAddressesText({ count: COUNT, priority, advertIntervalS: 1 });
  const first = startVipward(web1, text(150));
  await announced(0);
  expect(await heldBy(web1)).toBe(COUNT);
  startVipward(web2, text(100));
  await waitForStatus(web2, LIMIT_MS, ({ instances }) => instances[0]?.state === 'backup');
  expect(await heldBy(web2)).toBe(0);
  const fromUs = realtimeUs();
  await first.stop();
  expect(await heldBy(web1)).toBe(0);
  await announced(fromUs);
  expect(await heldBy(web2)).toBe(COUNT);
  const { instances } = await waitForStatus(web2, LIMIT_MS, () => true);
  expect(instances[0]).toMatchObject({ state: 'master', faults: [] });
});
