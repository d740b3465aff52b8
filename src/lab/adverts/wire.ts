import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressFromBytes } from '../../model/address.ts';
import type { IpAddress } from '../../model/address.ts';
import type { Host } from '../host.ts';
import type { HostProcess } from '../host-process.ts';

const START_LIMIT_MS = 10_000;
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
/** LINKTYPE_LINUX_SLL2, which tcpdump writes for the device `any`. */
const COOKED_HEADER_BYTES = 20;
const KEPT_BYTES = 128;
/** What the kernel keeps while tcpdump gets no processor. */
const BUFFER_KIB = 32_768;

/** An advert on the wire. `atUs`: when the kernel of the capturing host had it, epoch. */
export interface SeenAdvert {
  readonly atUs: number;
  readonly interfaceIndex: number;
  readonly source: IpAddress;
  readonly vrid: number;
  readonly priority: number;
}

/** What one host hears of VRRP over IPv4, on all its interfaces, by tcpdump. */
export class AdvertCapture {
  readonly #process: HostProcess;
  readonly #file: string;

  private constructor(process: HostProcess, file: string) {
    this.#process = process;
    this.#file = file;
  }

  /** Resolves when tcpdump listens. */
  static async start(host: Host): Promise<AdvertCapture> {
    const file = join(host.directory, 'adverts.pcap');
    const options = ['-i', 'any', '-n', '-Z', 'root', '-s', `${KEPT_BYTES}`, '-B', `${BUFFER_KIB}`, '-w', file];
    const process = host.start('tcpdump', ['tcpdump', ...options, 'ip proto 112 and inbound']);
    await process.waitForLog(/listening on any/, START_LIMIT_MS);
    return new AdvertCapture(process, file);
  }

  /** Ends the capture. Throws when the kernel had to drop packets: then nothing can be said about missing ones. */
  async stop(): Promise<readonly SeenAdvert[]> {
    await this.#process.stop('SIGINT');
    await this.#process.ended;
    const dropped = /^([1-9]\d*) packets dropped by kernel/m.exec(this.#process.log());
    if (dropped !== null) throw new Error(`tcpdump missed packets: ${dropped[0]}`);
    return readAdverts(readFileSync(this.#file));
  }
}

function readAdverts(pcap: Buffer): readonly SeenAdvert[] {
  const adverts: SeenAdvert[] = [];
  for (let at = FILE_HEADER_BYTES; at + RECORD_HEADER_BYTES <= pcap.length;) {
    const atUs = pcap.readUInt32LE(at) * 1_000_000 + pcap.readUInt32LE(at + 4);
    const cooked = at + RECORD_HEADER_BYTES;
    const ip = cooked + COOKED_HEADER_BYTES;
    const vrrp = ip + (pcap.readUInt8(ip) & 0x0f) * 4;
    adverts.push({
      atUs,
      interfaceIndex: pcap.readUInt32BE(cooked + 4),
      source: addressFromBytes(pcap, ip + 12),
      vrid: pcap.readUInt8(vrrp + 1),
      priority: pcap.readUInt8(vrrp + 2),
    });
    at = cooked + pcap.readUInt32LE(at + 8);
  }
  return adverts;
}

/** Gaps between the adverts of each virtual router, in µs, by `interface/VRID`; in the order of the wire. */
export function gapsUs(adverts: readonly SeenAdvert[]): ReadonlyMap<string, readonly number[]> {
  const last = new Map<string, number>();
  const gaps = new Map<string, number[]>();
  for (const { atUs, interfaceIndex, vrid } of adverts) {
    const router = `${interfaceIndex}/${vrid}`;
    const before = last.get(router);
    const known = gaps.get(router) ?? [];
    gaps.set(router, known);
    if (before !== undefined) known.push(atUs - before);
    last.set(router, atUs);
  }
  return gaps;
}

/** A virtual router's adverts of `backup` that follow one of `master`: how long the master had been silent, in µs. */
export function takeovers(
  adverts: readonly SeenAdvert[],
  { master, backup }: { readonly master: IpAddress; readonly backup: IpAddress },
): readonly { readonly vrid: number; readonly silentUs: number }[] {
  const last = new Map<number, SeenAdvert>();
  return adverts.flatMap((advert) => {
    const before = last.get(advert.vrid);
    last.set(advert.vrid, advert);
    if (advert.source !== backup || before?.source !== master) return [];
    return [{ vrid: advert.vrid, silentUs: advert.atUs - before.atUs }];
  });
}
