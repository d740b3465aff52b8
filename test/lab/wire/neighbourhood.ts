import type { Host } from '../../../src/lab/host.ts';
import type { HostProcess } from '../../../src/lab/host-process.ts';

const LISTEN_LIMIT_MS = 10_000;

/** How an address is asked for and announced in a family, in the words of tcpdump. */
export interface Neighbourhood {
  readonly vip: string;
  /** All of an instance: with a link-local one first over IPv6. */
  readonly vips: readonly string[];
  readonly option: '-4' | '-6';
  readonly asked: RegExp;
  /** With the MAC of who answers. */
  readonly answered: RegExp;
  /** With the moment, the MAC and the address. */
  readonly announced: RegExp;
}

export interface Announcement {
  /** By the clock of the kernel, for differences only. */
  readonly atUs: number;
  readonly mac: string;
  readonly address: string;
}

const MAC = '((?:[\\da-f]{2}:){5}[\\da-f]{2})';
const MOMENT = '^(\\d+\\.\\d+)';

export const ARP: Neighbourhood = {
  vip: '10.77.0.50',
  vips: ['10.77.0.50', '10.77.0.51'],
  option: '-4',
  asked: /who-has 10\.77\.0\.50 .*tell (?!10\.77\.0\.50)/,
  answered: new RegExp(`Reply 10\\.77\\.0\\.50 is-at ${MAC}`),
  announced: new RegExp(`${MOMENT} ${MAC} > ff:ff:.*who-has (\\S+) .*tell \\3,`),
};

export const NEIGHBOUR_DISCOVERY: Neighbourhood = {
  vip: 'fd00:77::50',
  vips: ['fe80::77:50', 'fd00:77::50'],
  option: '-6',
  asked: /neighbor solicitation.*who has fd00:77::50/,
  answered: new RegExp(`tgt is fd00:77::50, Flags \\[[^\\]]*solicited.*destination link-address.*: ${MAC}`),
  announced: new RegExp(`${MOMENT} ${MAC} > 33:33:00:00:00:01.*neighbor advertisement, .*tgt is (\\S+77:+50),`),
};

/** What passes the client: ARP, and the questions and answers of neighbour discovery. Resolves when it listens. */
export async function listen(client: Host): Promise<HostProcess> {
  const filter = 'arp or (icmp6 and (ip6[40] = 135 or ip6[40] = 136))';
  const options = ['-i', 'eth0', '-tt', '-e', '-vv', '-nn', '-l', '--immediate-mode'];
  const tcpdump = client.start('neighbours', ['tcpdump', ...options, filter]);
  await tcpdump.waitForLog(/listening on/, LISTEN_LIMIT_MS);
  return tcpdump;
}

/** A packet of tcpdump may take several lines, of which all but the first are indented. */
export const packetsOf = (tcpdump: HostProcess): readonly string[] => tcpdump.log().replace(/\n\s+/g, ' ').split('\n');

export const announcementsIn = (packets: readonly string[], { announced }: Neighbourhood): readonly Announcement[] =>
  packets.flatMap((packet) => {
    const [, moment = '', mac = '', address = ''] = announced.exec(packet) ?? [];
    return address === '' ? [] : [{ atUs: Number(moment) * 1e6, mac, address }];
  });

/** The MACs of those who answered. */
export const answersIn = (packets: readonly string[], { answered }: Neighbourhood): readonly string[] =>
  packets.flatMap((packet) => answered.exec(packet)?.[1] ?? []);
