/** One advert as tcpdump understood it. */
export interface SeenAdvert {
  /** When the kernel saw it, CLOCK_REALTIME: to be compared with other adverts only. */
  readonly atUs: number;
  readonly sourceMac: string;
  readonly source: string;
  readonly destination: string;
  /** TTL, or the hop limit of IPv6. */
  readonly ttl: number;
  readonly version: number;
  readonly vrid: number;
  readonly priority: number;
  readonly addresses: readonly string[];
  /** What tcpdump has to say against it: a wrong checksum, a length that does not fit. */
  readonly complaint: string | undefined;
}

const US_PER_S = 1_000_000;
const FRAME = /^(\d+)\.(\d{6}) ([\da-f:]{17}) > [\da-f:]{17}, .*?\b(?:ttl|hlim) (\d+)\b/;
const ADVERT =
  /(\S+) > (\S+): VRRPv(\d), Advertisement, (?:\(ttl \d+\), )?vrid (\d+), prio (\d+), .*?intvl \d+c?s, length \d+(.*?), addrs(?:\(\d+\))?: ([\da-f.:,]+)/;
const COMPLAINT = /bad|\[\||malformed|invalid|truncated/i;

/**
 * Reads what `tcpdump -tt -e -v -nn` printed. A packet may take two lines, of which the second is indented. Lines that
 * are no packet, such as the greeting, are passed over; a packet that is no advert throws, because nothing else should
 * have been captured. The last one may not be printed to its end yet and is passed over then.
 */
export function readTcpdump(lines: readonly string[]): readonly SeenAdvert[] {
  const packets: string[] = [];
  for (const line of lines) {
    if (FRAME.test(line)) packets.push(line);
    else if (/^\s/.test(line) && packets.length > 0) packets.push(`${packets.pop()} ${line.trim()}`);
  }
  const last = packets.at(-1);
  return (last === undefined || ADVERT.test(last) ? packets : packets.slice(0, -1)).map(readPacket);
}

function readPacket(text: string): SeenAdvert {
  const frame = FRAME.exec(text);
  const advert = ADVERT.exec(text);
  if (frame === null || advert === null) throw new Error(`not an advert: ${text}`);
  const [, seconds, microseconds, sourceMac = '', ttl] = frame;
  const [, source = '', destination = '', version, vrid, priority, remark = '', addresses = ''] = advert;
  const tail = text.slice(text.indexOf(addresses) + addresses.length);
  return {
    atUs: Number(seconds) * US_PER_S + Number(microseconds),
    sourceMac,
    source,
    destination,
    ttl: Number(ttl),
    version: Number(version),
    vrid: Number(vrid),
    priority: Number(priority),
    addresses: addresses.split(','),
    complaint: [remark, tail].find((words) => COMPLAINT.test(words)),
  };
}
