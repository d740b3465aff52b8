import { expect, test } from 'vitest';
import type { Host } from '../../../src/lab/host.ts';
import type { HostProcess } from '../../../src/lab/host-process.ts';
import { startKeepalived } from '../../../src/lab/keepalived.ts';
import { pairConfigText } from '../../../src/lab/pair-config.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import type { SeenAdvert } from '../../../src/lab/wire/tcpdump-text.ts';
import { labFor } from '../../support/lab.ts';

const LIMIT_MS = 30_000;
const INTERVAL_S = 0.01;
const ADVERTS = 300;
/** A machine with other work to do may be late, but not for the whole of an ordinary takeover. */
const LONGEST_SILENCE_US = 1_000_000;

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

/** Adverts of a router from its first to its last, against what is due in that time. */
function shareSent(adverts: readonly SeenAdvert[]): number {
  const spanS = ((adverts.at(-1)?.atUs ?? 0) - (adverts[0]?.atUs ?? 0)) / 1e6;
  return (adverts.length - 1) / (spanS / INTERVAL_S);
}

test.concurrent.for<readonly [Software, Software]>([
  ['vipward', 'keepalived'],
  ['keepalived', 'vipward'],
  ['vipward', 'vipward'],
])('adverts at 10 ms, %s above %s: heard, obeyed, and replaced within a moment', async ([better, worse], context) => {
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
  const last = adverts.findLast(of(web1, 250));
  const next = adverts.find((advert) => of(web2, 100)(advert) && advert.atUs > (last?.atUs ?? Infinity));
  expect((next?.atUs ?? Infinity) - (last?.atUs ?? 0)).toBeLessThan(LONGEST_SILENCE_US);
  for (const each of [adverts.filter(of(web1, 250)), adverts.slice(from).filter(of(web2, 100))]) {
    expect(shareSent(each)).toBeGreaterThan(0.5);
  }
});
