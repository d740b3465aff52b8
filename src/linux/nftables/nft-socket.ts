import { err, ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { decodeAcknowledgement, decodeMessages, NLMSG_ERROR } from '../../wire/netlink/message.ts';
import { encodeTransaction, type NftChange } from '../../wire/nftables/change.ts';
import type { OwnedFd } from '../fd.ts';
import { call, libc } from '../libc.ts';
import { openNetfilterSocket, portOf, refused } from '../socket/netlink.ts';

const RECEIVE_BYTES = 65_536;
/** Answers to one transaction: one for each change that fails, and the last. */
const MAX_ANSWERS = 1024;
/** What a kernel says that was built without nftables, or may not load it. */
const WITHOUT_NFTABLES: ReadonlySet<string> = new Set(['EPROTONOSUPPORT', 'EOPNOTSUPP', 'ENOTSUP']);

/**
 * nftables of one network namespace: the one that the JS thread is in when it is opened. A transaction is made inside
 * the call, which waits for nothing but the kernel's work.
 */
export class NftSocket {
  /** By which our own changes are told from those of others. */
  readonly port: number;
  readonly #fd: OwnedFd;
  readonly #buffer = Buffer.allocUnsafeSlow(RECEIVE_BYTES);
  #sequence = 0;

  private constructor(fd: OwnedFd, port: number) {
    this.#fd = fd;
    this.port = port;
  }

  static open(): Result<NftSocket, SystemError> {
    const opened = openNetfilterSocket();
    if (!opened.ok) return err(inWords(opened.error));
    const port = portOf(opened.value);
    if (port.ok) return ok(new NftSocket(opened.value, port.value));
    opened.value.close();
    return port;
  }

  /** All changes, or none: the error is the kernel's first. `what`: for its text. */
  apply(what: string, changes: readonly NftChange[]): Result<void, SystemError> {
    this.#readAnswers(what);
    const batch = encodeTransaction(changes, this.#sequence + 1);
    this.#sequence = (this.#sequence + changes.length) % 0x7fff_ffff;
    const sent = call(what, libc.send(this.#fd.number, batch, batch.length, 0), 'CAP_NET_ADMIN');
    if (!sent.ok) return err(inWords(sent.error));
    const refusal = this.#readAnswers(what);
    return refusal === undefined ? ok(undefined) : err(inWords(refusal));
  }

  /** What is there is all: nothing is answered later. Returns the first refusal. */
  #readAnswers(what: string): SystemError | undefined {
    let refusal: SystemError | undefined;
    for (let answers = 0; answers < MAX_ANSWERS; answers += 1) {
      const received = call(what, libc.recv(this.#fd.number, this.#buffer, this.#buffer.length, 0));
      if (!received.ok) return received.error.errno === 'EAGAIN' ? refusal : (refusal ?? received.error);
      for (const answer of decodeMessages(new Uint8Array(this.#buffer.subarray(0, received.value)))) {
        if (answer.type === NLMSG_ERROR) refusal ??= refused(what, decodeAcknowledgement(answer));
      }
    }
    return refusal;
  }

  close(): void {
    this.#fd.close();
  }
}

export const isWithoutNftables = ({ errno }: SystemError): boolean => WITHOUT_NFTABLES.has(errno);

function inWords(error: SystemError): SystemError {
  if (!isWithoutNftables(error)) return error;
  const text = `this kernel has no nftables (${error.errno}): load the module nf_tables, then vipward reload`;
  return { errno: error.errno, text };
}
