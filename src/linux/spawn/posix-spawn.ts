import { err, ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import type { OwnedFd } from '../fd.ts';
import { koffi, systemError } from '../libc.ts';
import { StringTable } from './string-table.ts';

/** `posix_spawnattr_setflags`: a session of its own, signals at their defaults, none blocked. */
const SETSIGDEF = 0x04;
const SETSIGMASK = 0x08;
const SETSID = 0x80;

/** More than any 64-bit C library needs for its opaque `posix_spawn*_t` (glibc 336 and 80, musl 336 and 80). */
const OPAQUE_BYTES = 512;
const SIGNAL_SET_BYTES = 128;
const FIRST_AFTER_STDIO = 3;
const EINVAL = 22;
/** Descriptor numbers come back again and again; what the child is to do with them is worked out once for each pair. */
const KEPT_ACTIONS = 256;

export interface Program {
  /** The first is the path of the program; no folder is searched. */
  readonly argv: readonly string[];
  /** All of the child's environment but one variable. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where it starts. */
  readonly cwd: string;
}

/** What differs from one start of a program to the next. */
export interface Start {
  /** `NAME=value`, ASCII: one more variable of the environment, at most {@link VARIABLE_BYTES} long. */
  readonly variable: string;
  readonly stdout: OwnedFd;
  readonly stderr: OwnedFd;
}

export const VARIABLE_BYTES = 96;

/** Each returns the errno itself, 0 when it worked. */
interface SpawnCalls {
  readonly spawn: (pid: Uint8Array, path: Uint8Array, ...tables: Uint8Array[]) => number;
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
const keptActions = new Map<string, Uint8Array>();
const pidMemory = new Int32Array(1);
const pidBytes = new Uint8Array(pidMemory.buffer);

/** Whether this C library can do it: glibc from 2.34 on, no musl. */
export const canSpawnDirectly: boolean = spawner !== undefined;

/** A program laid out in memory as the kernel takes it, for many starts. */
export class ProgramImage {
  readonly #path: string;
  readonly #pathBytes: Uint8Array;
  readonly #cwd: string;
  readonly #argv: StringTable | undefined;
  readonly #environment: StringTable | undefined;

  constructor({ argv, environment, cwd }: Program) {
    this.#path = argv[0] ?? '';
    this.#pathBytes = Buffer.from(`${this.#path}\0`);
    this.#cwd = cwd;
    this.#argv = StringTable.of(argv);
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    this.#environment = StringTable.of([...variables, ' '.repeat(VARIABLE_BYTES)]);
  }

  /**
   * Starts the program in a session of its own: stdin `/dev/null`, no descriptor above 2, all signals at their
   * defaults. Blocks until the child has become the program, whatever this process's size. Gives the pid of a child
   * that the caller has to reap. Fails with the errno of what the child could not do (ENOENT, EACCES, ENOEXEC, ETXTBSY,
   * E2BIG, EAGAIN …; ENOENT also for a missing `cwd`); EINVAL for a NUL in a string. Source: platform.md 6.1.
   */
  start({ variable, stdout, stderr }: Start): Result<number, SystemError> {
    if (spawner === undefined) throw new Error('this C library lacks posix_spawn_file_actions_addclosefrom_np');
    if (this.#argv === undefined || this.#environment === undefined) return this.#failed(EINVAL);
    // The child has read it when the call returns.
    this.#environment.replaceLast(variable);
    const { calls, attributes } = spawner;
    const actions = actionsFor(calls, stdout.number, stderr.number, this.#cwd);
    if (typeof actions === 'number') return this.#failed(actions);
    const [argv, environment] = [this.#argv.memory, this.#environment.memory];
    const errno = calls.spawn(pidBytes, this.#pathBytes, actions, attributes, argv, environment);
    return errno === 0 ? ok(pidMemory[0] ?? 0) : this.#failed(errno);
  }

  #failed(errno: number): Result<never, SystemError> {
    return err(systemError(errno, `starting ${this.#path}`));
  }
}

/** What the child does before it becomes the program, or an errno. */
function actionsFor(calls: SpawnCalls, stdout: number, stderr: number, cwd: string): Uint8Array | number {
  const key = `${stdout} ${stderr} ${cwd}`;
  const kept = keptActions.get(key);
  if (kept !== undefined) return kept;
  if (keptActions.size >= KEPT_ACTIONS) {
    for (const actions of keptActions.values()) calls.actionsDestroy(actions);
    keptActions.clear();
  }
  const actions = Buffer.alloc(OPAQUE_BYTES);
  const errno = calls.actionsInit(actions) || addActions(calls, actions, stdout, stderr, cwd);
  if (errno !== 0) return errno;
  keptActions.set(key, actions);
  return actions;
}

const addActions = (calls: SpawnCalls, actions: Uint8Array, stdout: number, stderr: number, cwd: string): number =>
  calls.addOpen(actions, 0, '/dev/null', 0, 0) ||
  calls.addDup2(actions, stdout, 1) ||
  calls.addDup2(actions, stderr, 2) ||
  calls.addChdir(actions, cwd) ||
  calls.addCloseFrom(actions, FIRST_AFTER_STDIO);

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
    spawn: declare('int posix_spawn(void*, void*, void*, void*, void*, void*)'),
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
