import { expect, test } from 'vitest';
import type { Host } from '../../../src/lab/host.ts';
import type { HostProcess } from '../../../src/lab/host-process.ts';
import { pairConfigText } from '../../../src/lab/pair-config.ts';
import { until } from '../../../src/lab/until.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { labFor } from '../../support/lab.ts';
import { waitForStatus } from '../../support/lab-status.ts';
import {
  announcementsIn,
  answersIn,
  ARP,
  listen,
  NEIGHBOUR_DISCOVERY,
  type Neighbourhood,
  packetsOf,
} from './neighbourhood.ts';

const LIMIT_MS = 30_000;
const ASKED = 5;

async function macOf(host: Host): Promise<string> {
  const { output } = await host.run(['ip', 'link', 'show', 'dev', 'eth0']);
  return /link\/ether (\S+)/.exec(output)?.[1] ?? 'none';
}

/** The client forgets whom it knows and asks again, some times. @returns what was seen meanwhile */
async function ask(client: Host, heard: HostProcess, of: Neighbourhood): Promise<readonly string[]> {
  const before = packetsOf(heard).length - 1;
  const since = (): readonly string[] => packetsOf(heard).slice(before);
  for (let round = 1; round <= ASKED; round += 1) {
    await client.run(['ip', of.option, 'neigh', 'flush', 'dev', 'eth0']);
    await client.run(['ping', '-c', '1', '-W', '1', of.vip]);
    await until(`answer ${round} for ${of.vip}`, LIMIT_MS, () => answersIn(since(), of).length >= round);
  }
  return since();
}

test.concurrent.for([
  ['ARP', ARP],
  ['neighbour discovery', NEIGHBOUR_DISCOVERY],
] as const)(
  'AN-07 AN-08 to %s the master answers with the MAC that it announced, and a backup never does',
  async ([, of], context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'], families: 'both' }, 'tcpdump');
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    const [mac1, mac2] = [await macOf(web1), await macOf(web2)];
    const heard = await listen(lab.client);
    const [vip = '', ...moreVips] = of.vips;
    const pair = { vip, moreVips, address: '', peer: '', version: 3, advertIntervalS: 0.2 } as const;
    const one = startVipward(web1, pairConfigText({ ...pair, priority: 150 }));
    await waitForStatus(web1, LIMIT_MS, ({ instances }) => instances[0]?.state === 'master');
    startVipward(web2, pairConfigText({ ...pair, priority: 100 }));
    await waitForStatus(web2, LIMIT_MS, ({ instances }) => instances[0]?.master !== 'unknown');

    const announcers = (): readonly string[] => announcementsIn(packetsOf(heard), of).map(({ mac }) => mac);
    const first = await ask(lab.client, heard, of);
    expect(first.filter((packet) => of.asked.test(packet)).length).toBeGreaterThanOrEqual(ASKED);
    expect(new Set(answersIn(first, of))).toEqual(new Set([mac1]));
    expect(new Set(announcers())).toEqual(new Set([mac1]));

    await one.stop();
    await waitForStatus(web2, LIMIT_MS, ({ instances }) => instances[0]?.state === 'master');
    const second = await ask(lab.client, heard, of);
    expect(new Set(answersIn(second, of))).toEqual(new Set([mac2]));
    expect(announcers().at(-1)).toBe(mac2);
  },
);
