import type Koffi from 'koffi';
import { endianness } from 'node:os';
import { err, ok } from '../model/result.ts';
import type { Result } from '../model/result.ts';
import type { SystemError } from '../ports/system-error.ts';

/**
 * The native bridge. `require`, not `import`: an import of a package without its binary ends the process before any
 * line of ours runs, and the operator would read about bundling instead of about the install flag.
 */
export const koffi: typeof Koffi = loadKoffi();

function loadKoffi(): typeof Koffi {
  if (endianness() !== 'LE' || !['x64', 'arm64', 'riscv64', 'loong64'].includes(process.arch)) {
    throw unusableHost(`vipward needs a 64-bit little-endian Linux; this Node.js was built for ${process.arch}`);
  }
  try {
    return require('koffi') as typeof Koffi;
  } catch (cause) {
    throw unusableHost(
      'The native part of the koffi package is missing. It is an optional dependency: install again without ' +
        '--omit=optional (and without omit=optional in .npmrc).',
      cause,
    );
  }
}

/** Its message is for the operator and says what to do: no stack trace is wanted with it. */
function unusableHost(message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code: 'UNUSABLE_HOST' });
}

const library = koffi.load(null);

const declare = <F extends (...parameters: never[]) => number>(prototype: string): F =>
  library.func(prototype) as unknown as F;

type Bytes = Uint8Array | null;

/**
 * The functions of the C library that vipward calls. Each returns −1 on failure and leaves the reason in errno: wrap
 * every call in {@link call}. A `Bytes` argument must be at least as long as the length passed with it.
 */
export const libc = {
  close: declare<(fd: number) => number>('int close(int)'),
  open: declare<(path: string, flags: number) => number>('int open(const char*, int)'),
  openat: declare<(directoryFd: number, path: string, flags: number) => number>('int openat(int, const char*, int)'),
  mkfifo: declare<(path: string, mode: number) => number>('int mkfifo(const char*, unsigned int)'),
  fchdir: declare<(fd: number) => number>('int fchdir(int)'),
  fcntl: declare<(fd: number, command: number, value: number) => number>('int fcntl(int, int, long)'),
  read: declare<(fd: number, data: Uint8Array, bytes: number) => number>('int64_t read(int, void*, size_t)'),
  pipe2: declare<(fds: Uint8Array, flags: number) => number>('int pipe2(void*, int)'),
  prlimit: declare<(pid: number, resource: number, wanted: Bytes, found: Bytes) => number>(
    'int prlimit(int, int, void*, void*)',
  ),
  kill: declare<(pid: number, signal: number) => number>('int kill(int, int)'),
  clockGettime: declare<(clock: number, timespec: Uint8Array) => number>('int clock_gettime(int, void*)'),
  timerfdCreate: declare<(clock: number, flags: number) => number>('int timerfd_create(int, int)'),
  timerfdSettime: declare<(fd: number, flags: number, wanted: Uint8Array, before: null) => number>(
    'int timerfd_settime(int, int, void*, void*)',
  ),
  prctl: declare<(option: number, a: number, b: number, c: number, d: number) => number>(
    'int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)',
  ),
  mount: declare<(source: string | null, target: string, type: string | null, flags: number, data: null) => number>(
    'int mount(const char*, const char*, const char*, unsigned long, void*)',
  ),
  unshare: declare<(flags: number) => number>('int unshare(int)'),
  setns: declare<(fd: number, type: number) => number>('int setns(int, int)'),
  socket: declare<(family: number, type: number, protocol: number) => number>('int socket(int, int, int)'),
  setsockopt: declare<(fd: number, level: number, option: number, value: Uint8Array, bytes: number) => number>(
    'int setsockopt(int, int, int, void*, unsigned int)',
  ),
  getsockname: declare<(fd: number, address: Uint8Array, bytes: Uint8Array) => number>(
    'int getsockname(int, void*, void*)',
  ),
  ioctl: declare<(fd: number, request: number, argument: Uint8Array) => number>('int ioctl(int, unsigned long, void*)'),
  bind: declare<(fd: number, address: Uint8Array, bytes: number) => number>('int bind(int, void*, unsigned int)'),
  send: declare<(fd: number, data: Uint8Array, bytes: number, flags: number) => number>(
    'int64_t send(int, void*, size_t, int)',
  ),
  sendto: declare<(fd: number, data: Uint8Array, bytes: number, flags: number, to: Bytes, toBytes: number) => number>(
    'int64_t sendto(int, void*, size_t, int, void*, unsigned int)',
  ),
  sendmsg: declare<(fd: number, header: Uint8Array, flags: number) => number>('int64_t sendmsg(int, void*, int)'),
  sendmmsg: declare<(fd: number, vector: Uint8Array, messages: number, flags: number) => number>(
    'int sendmmsg(int, void*, unsigned int, int)',
  ),
  recvmmsg: declare<(fd: number, vector: Uint8Array, messages: number, flags: number, limit: null) => number>(
    'int recvmmsg(int, void*, unsigned int, int, void*)',
  ),
  recv: declare<(fd: number, data: Uint8Array, bytes: number, flags: number) => number>(
    'int64_t recv(int, void*, size_t, int)',
  ),
  recvmsg: declare<(fd: number, header: Uint8Array, flags: number) => number>('int64_t recvmsg(int, void*, int)'),
};

/** `close_range`, by its number (the same on every architecture): C libraries before 2021 lack the name. */
const syscall = library.func('long syscall(long, unsigned int, unsigned int, unsigned int)') as unknown as (
  ...parameters: readonly [number, number, number, number]
) => number;
const SYS_CLOSE_RANGE = 436;
export const closeRange = (first: number, last: number, flags: number): number =>
  syscall(SYS_CLOSE_RANGE, first, last, flags);

/** Ends the process at once, without waiting for its threads. */
export const exitAtOnce = library.func('void _exit(int)') as unknown as (exitCode: number) => never;

const strerror = library.func('const char *strerror(int)') as unknown as (errno: number) => string;

// EAGAIN and EWOULDBLOCK share a number; the first is the word people know.
const ERRNO_NAMES = new Map([...Object.entries(koffi.os.errno).map(([name, n]) => [n, name] as const), [11, 'EAGAIN']]);

/** The capabilities whose absence vipward explains in words. */
export type Capability = 'CAP_NET_ADMIN' | 'CAP_NET_RAW' | 'CAP_SYS_ADMIN';

const CAPABILITY_USE: Readonly<Record<Capability, string>> = {
  CAP_NET_ADMIN: 'change addresses and links',
  CAP_NET_RAW: 'send and receive VRRP and ARP',
  CAP_SYS_ADMIN: 'create and enter namespaces',
};

/** Error number and the sentence for people: what was tried, the errno, and for EPERM the capability that is missing. */
export function systemError(errno: number, what: string, needs?: Capability): SystemError {
  const name = ERRNO_NAMES.get(errno) ?? `E${errno}`;
  const lack =
    needs !== undefined && (name === 'EPERM' || name === 'EACCES')
      ? `; the process lacks the capability ${needs}, needed to ${CAPABILITY_USE[needs]}: run as root or grant it`
      : '';
  return { errno: name, text: `${what}: ${strerror(errno)} (${name})${lack}` };
}

/**
 * Turns what a C function returned into a Result. Use as `call('what is tried', libc.f(…))`: errno is read here at
 * once, so nothing may come between the call and this function. `needs`: the capability to name after EPERM.
 */
export function call(what: string, returned: number, needs?: Capability): Result<number, SystemError> {
  return returned < 0 ? err(systemError(koffi.errno(), what, needs)) : ok(returned);
}

/** Throws a SystemError as an Error: for callers whose contract is "this cannot fail", such as the test lab. */
export function orThrow<T>(result: Result<T, SystemError>): T {
  if (result.ok) return result.value;
  throw Object.assign(new Error(result.error.text), { code: result.error.errno });
}
