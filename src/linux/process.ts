import { constants } from 'node:os';
import { ok } from '../model/result.ts';
import type { Result } from '../model/result.ts';
import type { SystemError } from '../ports/system-error.ts';
import { OwnedFd } from './fd.ts';
import { call, closeRange, exitAtOnce, libc } from './libc.ts';

const PR_SET_PDEATHSIG = 1;
const PR_SET_CHILD_SUBREAPER = 36;
const RLIMIT_CORE = 4;
const RLIMIT_NOFILE = 7;
const RLIMIT_BYTES = 16;
const SCRIPT_DESCRIPTORS = 4096n;
const CLOSE_RANGE_CLOEXEC = 4;
const FIRST_AFTER_STDIO = 3;
const MAX_FD = 0xff_ff_ff_ff;
const O_CLOEXEC = 0x80000;
const O_NONBLOCK = 0x800;
const F_SETFL = 4;

/** Has the kernel signal this process when the thread that started it ends. A parent that is gone already: no signal. */
export function setParentDeathSignal(signal: NodeJS.Signals): Result<void, SystemError> {
  const set = call(
    'asking for a parent death signal',
    libc.prctl(PR_SET_PDEATHSIG, constants.signals[signal], 0, 0, 0),
  );
  return set.ok ? ok(undefined) : set;
}

/**
 * Sets the soft limits that this process and so its scripts have: no core files, and 4096 descriptors or the hard limit.
 * Node raises its own to the hard limit, often a million, and programs that close all they might have become slow.
 */
export function limitForScripts(): void {
  lowerSoftLimit(RLIMIT_CORE, 0n);
  lowerSoftLimit(RLIMIT_NOFILE, SCRIPT_DESCRIPTORS);
}

function lowerSoftLimit(resource: number, wanted: bigint): void {
  const limit = Buffer.alloc(RLIMIT_BYTES);
  if (libc.prlimit(0, resource, null, limit) < 0 || limit.readBigUInt64LE(0) <= wanted) return;
  limit.writeBigUInt64LE(wanted, 0);
  libc.prlimit(0, resource, limit, null);
}

/** Makes descendants whose parent ends children of this process, which has to reap them then, instead of init's. */
export function adoptOrphans(): Result<void, SystemError> {
  const set = call('asking for orphans', libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
  return set.ok ? ok(undefined) : set;
}

/**
 * Signals every process of a group, or looks only whether there is one. `gone`: it has no member left. Node's own call
 * makes an exception of that, which is dear where it is the rule.
 */
export function signalGroup(groupId: number, signal: NodeJS.Signals | 'none'): 'sent' | 'gone' {
  const number = signal === 'none' ? 0 : constants.signals[signal];
  return libc.kill(-groupId, number) === 0 ? 'sent' : 'gone';
}

/** Marks every descriptor above stderr close-on-exec, so that children inherit nothing by accident (Linux 5.11). */
export function closeInheritedOnExec(): Result<void, SystemError> {
  const what = 'marking descriptors close-on-exec';
  const marked = call(what, closeRange(FIRST_AFTER_STDIO, MAX_FD, CLOSE_RANGE_CLOEXEC));
  return marked.ok ? ok(undefined) : marked;
}

/**
 * Ends this process even while a thread of it is blocked: `process.exit` waits for the thread pool, for ever when a
 * thread writes to a pipe that nobody reads.
 */
export const endAtOnce = (exitCode: number): never => exitAtOnce(exitCode);

/** The two ends of a pipe, both close-on-exec; reading does not block, writing does. The caller owns both. */
export interface Pipe {
  readonly readEnd: OwnedFd;
  readonly writeEnd: OwnedFd;
}

/**
 * Reads what a pipe holds into `chunk`, at most as much as fits, and never waits; `open`: it holds nothing now, `ended`:
 * nobody can write to it any more. `readEnd` must be non-blocking.
 */
export function readPipe(readEnd: OwnedFd, chunk: Uint8Array): Uint8Array | 'open' | 'ended' {
  const bytes = libc.read(readEnd.number, chunk, chunk.length);
  if (bytes > 0) return chunk.subarray(0, bytes);
  return bytes < 0 ? 'open' : 'ended';
}

const ends = new Int32Array(2);
const endBytes = new Uint8Array(ends.buffer);

/** A real pipe (Node's `'pipe'` is a socket pair, which a script cannot open again through `/dev/stderr`). */
export function openPipe(): Result<Pipe, SystemError> {
  const opened = call('opening a pipe', libc.pipe2(endBytes, O_CLOEXEC));
  if (!opened.ok) return opened;
  const [readEnd = -1, writeEnd = -1] = ends;
  libc.fcntl(readEnd, F_SETFL, O_NONBLOCK); // cannot fail on a descriptor that is open
  return ok({ readEnd: new OwnedFd(readEnd), writeEnd: new OwnedFd(writeEnd) });
}
