import { expect, test } from 'vitest';
import type { Host } from '../../../src/lab/host.ts';
import type { HostProcess } from '../../../src/lab/host-process.ts';
import { startKeepalived } from '../../../src/lab/keepalived.ts';
import { pairConfigText } from '../../../src/lab/pair-config.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import type { SeenAdvert } from '../../../src/lab/wire/tcpdump-text.ts';
import { labFor } from '../../support/lab.ts';

const LIMIT_MS = 35_000;
const INTERVAL_S = 0.01;
const ADVERTS = 100;
/** A busy machine stands still for a second now and then; most adverts leave in time all the same. */
const USUAL_GAP_LIMIT_US = 50_000;

type Software = 'vipward' | 'keepalived';

async function start(software: Software, host: Host, priority: number): Promise<HostProcess> {
  const instance = { vip: '10.77.0.50', address: '', peer: '', version: 3, advertIntervalS: INTERVAL_S } as const;
  const text = pairConfigText({ ...instance, priority });
  return software === 'vipward' ? startVipward(host, text) : startKeepalived(host, text);
}

const of =
  (host: Host, priority: number) =>
  (advert: SeenAdvert): boolean =>
    advert.source === host.address && advert.priority === priority;

/** The gap that half of all are shorter than. */
function usualGapUs(adverts: readonly SeenAdvert[]): number {
  const gaps = adverts.slice(1).map(({ atUs }, before) => atUs - (adverts[before]?.atUs ?? 0));
  return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? Infinity;
}

test.for<readonly [Software, Software]>([
  ['vipward', 'keepalived'],
  ['keepalived', 'vipward'],
  ['vipward', 'vipward'],
])('adverts at 10 ms, %s above %s: heard, obeyed, and replaced', async ([better, worse], context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'tcpdump', 'keepalived');
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const wire = await lab.listen();
  await start(worse, web2, 100);
  await wire.waitFor('adverts of the worse one', of(web2, 100), LIMIT_MS, { from: 0, count: ADVERTS });
  const one = await start(better, web1, 250);
  await wire.waitFor('adverts of the better one', of(web1, 250), LIMIT_MS, { from: 0, count: ADVERTS });
  const from = wire.adverts().length;
  await one.stop();
  await wire.waitFor('adverts of its successor', of(web2, 100), LIMIT_MS, { from, count: ADVERTS });

  const adverts = wire.adverts();
  expect(adverts.flatMap(({ complaint }) => complaint ?? [])).toEqual([]);
  expect(usualGapUs(adverts.filter(of(web1, 250)))).toBeLessThan(USUAL_GAP_LIMIT_US);
  expect(usualGapUs(adverts.slice(from).filter(of(web2, 100)))).toBeLessThan(USUAL_GAP_LIMIT_US);
  const last = adverts.findLast(of(web1, 250))?.atUs ?? Infinity;
  expect(adverts.filter((advert) => advert.atUs > last && of(web2, 100)(advert)).length).toBeGreaterThan(ADVERTS / 2);
});
