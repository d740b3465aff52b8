import type { Host } from '../host.ts';
import type { HostProcess } from '../host-process.ts';

const START_LIMIT_MS = 10_000;
/** What the kernel keeps while tcpdump gets no processor. */
const BUFFER_KIB = 32_768;

const PRINTED = /^(\d+\.\d+) ARP, Request who-has (\S+) /;

/** `atUs`: epoch, of the kernel that heard it. */
export interface Announcement {
  readonly address: string;
  readonly atUs: number;
}

/** Gratuitous ARP that one host hears, by tcpdump. */
export class AnnouncementCapture {
  readonly #process: HostProcess;
  readonly #seen: Announcement[] = [];
  /** Lines of its log that have been read. */
  #read = 0;

  private constructor(process: HostProcess) {
    this.#process = process;
  }

  /** Resolves when tcpdump listens. */
  static async start(host: Host): Promise<AnnouncementCapture> {
    const options = ['-i', 'eth0', '-n', '-tt', '-l', '--immediate-mode', '-B', `${BUFFER_KIB}`];
    const process = host.start('announcements', ['tcpdump', ...options, 'arp[6:2] = 1 and arp[14:4] = arp[24:4]']);
    await process.waitForLog(/listening on eth0/, START_LIMIT_MS);
    return new AnnouncementCapture(process);
  }

  /** What was heard so far, in order. */
  seen(): readonly Announcement[] {
    const lines = this.#process.logLines();
    for (; this.#read < lines.length; this.#read += 1) {
      const [, seconds, address] = PRINTED.exec(lines[this.#read]?.text ?? '') ?? [];
      if (address !== undefined) this.#seen.push({ address, atUs: Math.round(Number(seconds) * 1_000_000) });
    }
    return this.#seen;
  }
}

/** When each address was announced first after `fromUs`. */
export function firstSeenUs(announcements: readonly Announcement[], fromUs: number): ReadonlyMap<string, number> {
  const late = announcements.filter(({ atUs }) => atUs >= fromUs).toReversed();
  return new Map(late.map(({ address, atUs }) => [address, atUs]));
}
