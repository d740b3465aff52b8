import type { LinkBeat } from '../../model/host/links.ts';
import type { Link } from '../../ports/network.ts';
import type { OwnedFd } from '../fd.ts';
import { koffi, libc } from '../libc.ts';
import { openSocket } from '../socket/options.ts';

const AF_INET = 2;
const SOCK_DGRAM = 2;
const SIOCGIFFLAGS = 0x8913;
const SIOCETHTOOL = 0x8946;
const SIOCGMIIPHY = 0x8947;
const SIOCGMIIREG = 0x8948;
const IFF_UP = 0x1;
const IFF_RUNNING = 0x40;
const ETHTOOL_GLINK = 0x0a;
/** Basic mode status: the register of IEEE 802.3 22.2.4.2, and in it the link. */
const MII_BMSR = 1;
const BMSR_LINK = 0x4;

/** `struct ifreq`: name and a union. */
const IFREQ_BYTES = 40;
const UNION_AT = 16;

type Answer = 'link' | 'no link' | 'not known';

/** Asks drivers whether there is a link, one interface after the other. */
export class LinkBeats {
  readonly #request = Buffer.allocUnsafeSlow(IFREQ_BYTES);
  readonly #value = Buffer.allocUnsafeSlow(8);
  #fd: OwnedFd | undefined;

  /** No socket, no answer of any kind: as the kernel has told it. */
  ask({ name, running }: Link, beat: Exclude<LinkBeat, 'kernel'>): Link['running'] {
    if (this.#fd === undefined) {
      const opened = openSocket('a socket for questions to drivers', [AF_INET, SOCK_DGRAM, 0]);
      if (opened.ok) this.#fd = opened.value;
    }
    const fd = this.#fd;
    if (fd === undefined) return running;
    const flags = this.#flags(fd, name);
    if (flags === undefined) return running;
    if ((flags & IFF_UP) === 0) return 'no';
    const ways = { mii: () => this.#mii(fd, name), ethtool: () => this.#ethtool(fd, name) };
    const order = beat === 'ioctl' ? [] : beat === 'ethtool' ? [ways.ethtool, ways.mii] : [ways.mii, ways.ethtool];
    for (const way of order) {
      const answer = way();
      if (answer !== 'not known') return answer === 'link' ? 'yes' : 'no';
    }
    return (flags & IFF_RUNNING) === 0 ? 'no' : 'yes';
  }

  close(): void {
    this.#fd?.close();
  }

  #flags(fd: OwnedFd, name: string): number | undefined {
    this.#named(name);
    return this.#call(fd, SIOCGIFFLAGS) ? this.#request.readUInt16LE(UNION_AT) : undefined;
  }

  /** The register keeps a loss until it is read: the second reading is of now. */
  #mii(fd: OwnedFd, name: string): Answer {
    this.#named(name);
    if (!this.#call(fd, SIOCGMIIPHY)) return 'not known';
    this.#request.writeUInt16LE(MII_BMSR, UNION_AT + 2);
    if (!this.#call(fd, SIOCGMIIREG) || !this.#call(fd, SIOCGMIIREG)) return 'not known';
    const status = this.#request.readUInt16LE(UNION_AT + 6);
    if (status === 0 || status === 0xffff) return 'not known';
    return (status & BMSR_LINK) === 0 ? 'no link' : 'link';
  }

  #ethtool(fd: OwnedFd, name: string): Answer {
    this.#named(name);
    this.#value.fill(0).writeUInt32LE(ETHTOOL_GLINK, 0);
    this.#request.writeBigUInt64LE(BigInt(koffi.address(this.#value)), UNION_AT);
    if (!this.#call(fd, SIOCETHTOOL)) return 'not known';
    return this.#value.readUInt32LE(4) === 0 ? 'no link' : 'link';
  }

  #named(name: string): void {
    this.#request.fill(0).write(name, 0, UNION_AT - 1, 'latin1');
  }

  #call(fd: OwnedFd, request: number): boolean {
    return libc.ioctl(fd.number, request, this.#request) >= 0;
  }
}
