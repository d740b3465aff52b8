import { expect, test } from 'vitest';
import type { Host } from '../../../src/lab/host.ts';
import type { HostProcess } from '../../../src/lab/host-process.ts';
import { pairConfigText } from '../../../src/lab/pair-config.ts';
import { until } from '../../../src/lab/until.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { labFor } from '../../support/lab.ts';
import { waitForStatus } from '../../support/lab-status.ts';

const LIMIT_MS = 30_000;
const ASKED = 5;

interface FamilyCase {
  readonly vip: string;
  /** With a link-local one first over IPv6. */
  readonly vips: readonly string[];
  readonly family: '-4' | '-6';
  /** What tcpdump shows of a question for the VIP, of an answer, and of an announcement; the last two with their MAC. */
  readonly asked: RegExp;
  readonly answered: RegExp;
  readonly announced: RegExp;
}

const MAC = '((?:[\\da-f]{2}:){5}[\\da-f]{2})';

const IPV4: FamilyCase = {
  vip: '10.77.0.50',
  vips: ['10.77.0.50'],
  family: '-4',
  asked: /who-has 10\.77\.0\.50 .*tell (?!10\.77\.0\.50)/,
  answered: new RegExp(`Reply 10\\.77\\.0\\.50 is-at ${MAC}`),
  announced: new RegExp(`^\\S+ ${MAC} > ff:ff:.*who-has 10\\.77\\.0\\.50 .*tell 10\\.77\\.0\\.50`),
};

const IPV6: FamilyCase = {
  vip: 'fd00:77::50',
  vips: ['fe80::77:50', 'fd00:77::50'],
  family: '-6',
  asked: /neighbor solicitation.*who has fd00:77::50/,
  answered: new RegExp(
    `neighbor advertisement, .*tgt is fd00:77::50, Flags \\[.*solicited.*destination link-address.*: ${MAC}`,
  ),
  announced: new RegExp(`^\\S+ ${MAC} > 33:33:00:00:00:01.*neighbor advertisement, .*tgt is fd00:77::50`),
};

/** Every packet of ARP and neighbour discovery that passes the client, one a line. */
function listen(client: Host): HostProcess {
  const filter = 'arp or (icmp6 and (ip6[40] = 135 or ip6[40] = 136))';
  return client.start('asked', ['tcpdump', '-i', 'eth0', '-e', '-vv', '-nn', '-l', '--immediate-mode', filter]);
}

/** A packet of tcpdump may take several lines, of which all but the first are indented. */
const packetsOf = (log: string): readonly string[] => log.replace(/\n\s+/g, ' ').split('\n');

const macsOf = (packets: readonly string[], pattern: RegExp): readonly string[] =>
  packets.flatMap((packet) => pattern.exec(packet)?.[1] ?? []);

async function macOf(host: Host): Promise<string> {
  const { output } = await host.run(['ip', 'link', 'show', 'dev', 'eth0']);
  return /link\/ether (\S+)/.exec(output)?.[1] ?? 'none';
}

/** The client forgets whom it knows and asks again, some times. @returns what was seen meanwhile */
async function ask(
  client: Host,
  heard: HostProcess,
  { vip, family, answered }: FamilyCase,
): Promise<readonly string[]> {
  const before = packetsOf(heard.log()).length - 1;
  const since = (): readonly string[] => packetsOf(heard.log()).slice(before);
  for (let round = 1; round <= ASKED; round += 1) {
    await client.run(['ip', family, 'neigh', 'flush', 'dev', 'eth0']);
    await client.run(['ping', '-c', '1', '-W', '1', vip]);
    await until(`answer ${round} for ${vip}`, LIMIT_MS, () => macsOf(since(), answered).length >= round);
  }
  return since();
}

test.concurrent.for([
  ['ARP', IPV4],
  ['neighbour discovery', IPV6],
] as const)(
  'AN-07 AN-08 to %s the master answers with the MAC that it announced, and a backup never does',
  async ([, of], context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'], families: 'both' }, 'tcpdump');
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    const [mac1, mac2] = [await macOf(web1), await macOf(web2)];
    const heard = listen(lab.client);
    await heard.waitForLog(/listening on/, LIMIT_MS);
    const [vip = '', ...moreVips] = of.vips;
    const start = (host: Host, priority: number): HostProcess =>
      startVipward(
        host,
        pairConfigText({ vip, moreVips, address: '', peer: '', priority, version: 3, advertIntervalS: 0.2 }),
      );
    const one = start(web1, 150);
    await waitForStatus(web1, LIMIT_MS, ({ instances }) => instances[0]?.state === 'master');
    start(web2, 100);
    await waitForStatus(web2, LIMIT_MS, ({ instances }) => instances[0]?.master !== 'unknown');

    const first = await ask(lab.client, heard, of);
    expect(first.filter((packet) => of.asked.test(packet)).length).toBeGreaterThanOrEqual(ASKED);
    expect(new Set(macsOf(first, of.answered))).toEqual(new Set([mac1]));
    expect(new Set(macsOf(packetsOf(heard.log()), of.announced))).toEqual(new Set([mac1]));

    await one.stop();
    await waitForStatus(web2, LIMIT_MS, ({ instances }) => instances[0]?.state === 'master');
    const second = await ask(lab.client, heard, of);
    expect(new Set(macsOf(second, of.answered))).toEqual(new Set([mac2]));
    expect(macsOf(packetsOf(heard.log()), of.announced).at(-1)).toBe(mac2);
  },
);
