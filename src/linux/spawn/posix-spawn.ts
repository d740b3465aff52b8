import { err, ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import type { OwnedFd } from '../fd.ts';
import { koffi, systemError } from '../libc.ts';
import { stringTable } from './string-table.ts';

/** `posix_spawnattr_setflags`: a session of its own, signals at their defaults, none blocked. */
const SETSIGDEF = 0x04;
const SETSIGMASK = 0x08;
const SETSID = 0x80;

/** More than any 64-bit C library needs for its opaque `posix_spawn*_t` (glibc 336 and 80, musl 336 and 80). */
const OPAQUE_BYTES = 512;
const SIGNAL_SET_BYTES = 128;
const FIRST_AFTER_STDIO = 3;
const EINVAL = 22;

export interface Program {
  /** The first is the path of the program; no folder is searched. */
  readonly argv: readonly string[];
  /** All of the child's environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stdout: OwnedFd;
  readonly stderr: OwnedFd;
}

/** Each returns the errno itself, 0 when it worked. */
interface SpawnCalls {
  readonly spawn: (pid: Uint8Array, path: string, actions: Uint8Array, attr: Uint8Array, ...v: Uint8Array[]) => number;
  readonly attrInit: (attr: Uint8Array) => number;
  readonly attrSetFlags: (attr: Uint8Array, flags: number) => number;
  readonly attrSetSigDefault: (attr: Uint8Array, signals: Uint8Array) => number;
  readonly attrSetSigMask: (attr: Uint8Array, signals: Uint8Array) => number;
  readonly actionsInit: (actions: Uint8Array) => number;
  readonly actionsDestroy: (actions: Uint8Array) => number;
  readonly addOpen: (actions: Uint8Array, fd: number, path: string, flags: number, mode: number) => number;
  readonly addDup2: (actions: Uint8Array, fd: number, newFd: number) => number;
  readonly addChdir: (actions: Uint8Array, path: string) => number;
  readonly addCloseFrom: (actions: Uint8Array, from: number) => number;
}

interface Spawner {
  readonly calls: SpawnCalls;
  /** The same for every child; never changed after it is made. */
  readonly attributes: Uint8Array;
}

const spawner = openSpawner();

/** Whether this C library can do it: glibc from 2.34 on, no musl. */
export const canSpawnDirectly: boolean = spawner !== undefined;

/**
 * Starts a program in a session of its own: directory `/`, stdin `/dev/null`, no descriptor above 2, all signals at
 * their defaults. Blocks until the child has become the program (0.1 ms, whatever this process's size). Gives the pid
 * of a child that the caller has to reap. Fails with the errno of what the child could not do (ENOENT, EACCES, ENOEXEC,
 * ETXTBSY, E2BIG, EAGAIN …); EINVAL for a NUL in a string. Source: platform.md 6.1.
 */
export function posixSpawn(program: Program): Result<number, SystemError> {
  if (spawner === undefined) throw new Error('this C library lacks posix_spawn_file_actions_addclosefrom_np');
  const { argv, environment, stdout, stderr } = program;
  const [path = ''] = argv;
  const args = stringTable(argv);
  const env = stringTable(Object.entries(environment).map(([name, value]) => `${name}=${value}`));
  if (args === undefined || env === undefined) return err(systemError(EINVAL, `starting ${path}`));
  const { calls, attributes } = spawner;
  const pid = new Int32Array(1);
  const actions = Buffer.alloc(OPAQUE_BYTES);
  const prepared = calls.actionsInit(actions);
  const errno =
    prepared ||
    calls.addOpen(actions, 0, '/dev/null', 0, 0) ||
    calls.addDup2(actions, stdout.number, 1) ||
    calls.addDup2(actions, stderr.number, 2) ||
    calls.addChdir(actions, '/') ||
    calls.addCloseFrom(actions, FIRST_AFTER_STDIO) ||
    calls.spawn(new Uint8Array(pid.buffer), path, actions, attributes, args, env);
  if (prepared === 0) calls.actionsDestroy(actions);
  return errno === 0 ? ok(pid[0] ?? 0) : err(systemError(errno, `starting ${path}`));
}

function openSpawner(): Spawner | undefined {
  try {
    const calls = declareCalls();
    const attributes = Buffer.alloc(OPAQUE_BYTES);
    const failed =
      calls.attrInit(attributes) ||
      calls.attrSetFlags(attributes, SETSIGDEF | SETSIGMASK | SETSID) ||
      calls.attrSetSigDefault(attributes, Buffer.alloc(SIGNAL_SET_BYTES, 0xff)) ||
      calls.attrSetSigMask(attributes, Buffer.alloc(SIGNAL_SET_BYTES));
    return failed ? undefined : { calls, attributes };
  } catch {
    return undefined; // a symbol is missing
  }
}

function declareCalls(): SpawnCalls {
  const library = koffi.load(null);
  const declare = <F>(prototype: string): F => library.func(prototype) as unknown as F;
  return {
    spawn: declare('int posix_spawn(void*, const char*, void*, void*, void*, void*)'),
    attrInit: declare('int posix_spawnattr_init(void*)'),
    attrSetFlags: declare('int posix_spawnattr_setflags(void*, short)'),
    attrSetSigDefault: declare('int posix_spawnattr_setsigdefault(void*, void*)'),
    attrSetSigMask: declare('int posix_spawnattr_setsigmask(void*, void*)'),
    actionsInit: declare('int posix_spawn_file_actions_init(void*)'),
    actionsDestroy: declare('int posix_spawn_file_actions_destroy(void*)'),
    addOpen: declare('int posix_spawn_file_actions_addopen(void*, int, const char*, int, unsigned int)'),
    addDup2: declare('int posix_spawn_file_actions_adddup2(void*, int, int)'),
    addChdir: declare('int posix_spawn_file_actions_addchdir_np(void*, const char*)'),
    addCloseFrom: declare('int posix_spawn_file_actions_addclosefrom_np(void*, int)'),
  };
}
