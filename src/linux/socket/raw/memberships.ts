import type { IpAddress, IpFamily } from '../../../model/address.ts';
import { err, ok } from '../../../model/result.ts';
import type { Result } from '../../../model/result.ts';
import type { SystemError } from '../../../ports/system-error.ts';
import type { OwnedFd } from '../../fd.ts';
import { openSocket, setOption } from '../options.ts';
import { RAW_FAMILIES } from './raw-family.ts';

const SOCK_DGRAM = 2;

interface Membership {
  readonly fd: OwnedFd;
  readonly request: Uint8Array;
  users: number;
}

/**
 * Multicast groups that this host is in on its interfaces. The kernel lets one socket join twenty IPv4 groups
 * (`igmp_max_memberships`); what is more is held by sockets that receive nothing, as many as it takes: the one that
 * receives hears what any of them has joined.
 */
export class Memberships {
  readonly #family: IpFamily;
  readonly #fds: OwnedFd[];
  readonly #held = new Map<string, Membership>();

  /** @param receiver closed with the others */
  constructor(family: IpFamily, receiver: OwnedFd) {
    this.#family = family;
    this.#fds = [receiver];
  }

  /** Each join is to be left once. */
  join(group: IpAddress, index: number): Result<void, SystemError> {
    const key = `${group} ${index}`;
    const held = this.#held.get(key);
    if (held !== undefined) {
      held.users += 1;
      return ok(undefined);
    }
    const request = RAW_FAMILIES[this.#family].groupRequest(group, index);
    const fd = this.#joined(request);
    if (!fd.ok) return fd;
    this.#held.set(key, { fd: fd.value, request, users: 1 });
    return ok(undefined);
  }

  /** Also of an interface that is gone: its place would stay taken. */
  leave(group: IpAddress, index: number): void {
    const key = `${group} ${index}`;
    const held = this.#held.get(key);
    if (held === undefined) return;
    held.users -= 1;
    if (held.users > 0) return;
    this.#held.delete(key);
    setOption(held.fd, RAW_FAMILIES[this.#family].leaving, held.request);
  }

  close(): void {
    for (const fd of this.#fds.splice(0)) fd.close();
    this.#held.clear();
  }

  /** Joins with the newest socket, or with a new one when that one has no room left. */
  #joined(request: Uint8Array): Result<OwnedFd, SystemError> {
    const { membership, domain } = RAW_FAMILIES[this.#family];
    for (const fd of this.#fds.toReversed()) {
      const joined = setOption(fd, membership, request);
      if (joined.ok) return ok(fd);
      if (joined.error.errno !== 'ENOBUFS') return err(joined.error);
    }
    const opened = openSocket('a socket for multicast groups', [domain, SOCK_DGRAM, 0]);
    if (!opened.ok) return opened;
    const joined = setOption(opened.value, membership, request);
    if (!joined.ok) {
      opened.value.close();
      return joined;
    }
    this.#fds.push(opened.value);
    return ok(opened.value);
  }
}
