import type { Frame } from '../../capture/frame.ts';
import type { OwnedFd } from '../../linux/fd.ts';
import { Netlink } from '../../linux/netlink.ts';
import { type CapturedFrame, openCaptureSocket } from '../../linux/socket/capture-socket.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { Link } from '../../ports/network.ts';

/** Listens on interfaces by name, or on all. The error says what is missing, and what to do. */
export function listen(names: readonly string[], receive: (frame: Frame) => void): Result<OwnedFd, string> {
  const netlink = Netlink.open();
  if (!netlink.ok) return err(netlink.error.text);
  const read = (): readonly Link[] => {
    const links = netlink.value.links();
    return links.ok ? links.value : [];
  };
  const links = new Interfaces(read);
  const missing = names.filter((name) => links.named(name) === undefined);
  if (missing.length > 0) {
    const there = links.all().map(({ name }) => name);
    return err(`there is no interface ${missing.join(', ')} here; there are ${there.join(', ')}`);
  }
  const wanted = names.length === 0 ? links.all() : names.flatMap((name) => links.named(name) ?? []);
  const opened = openCaptureSocket({
    links: wanted.filter(({ kind }) => kind === 'ethernet' || names.length > 0),
    only: names.length === 0 ? 'all' : 'these',
    receive: (frame) => receive(namedFrame(frame, links)),
  });
  return opened.ok ? ok(opened.value) : err(`${opened.error.text}. A file needs no right: vipward capture --pcap FILE`);
}

const namedFrame = ({ interfaceIndex, ...frame }: CapturedFrame, links: Interfaces): Frame => ({
  ...frame,
  interface: links.nameOf(interfaceIndex),
});

/** Interfaces by index; one that is not known yet has come since. */
class Interfaces {
  readonly #read: () => readonly Link[];
  #links: readonly Link[];

  constructor(read: () => readonly Link[]) {
    this.#read = read;
    this.#links = read();
  }

  all(): readonly Link[] {
    return this.#links;
  }

  named(name: string): Link | undefined {
    return this.#links.find((link) => link.name === name);
  }

  nameOf(index: number): string {
    const find = (): string | undefined => this.#links.find((link) => link.index === index)?.name;
    const known = find();
    if (known !== undefined) return known;
    this.#links = this.#read();
    return find() ?? `interface ${index}`;
  }
}
