import { ok } from '../model/result.ts';
import type { Result } from '../model/result.ts';
import type { SystemError } from '../ports/system-error.ts';
import { OwnedFd } from './fd.ts';
import { call, libc, orThrow } from './libc.ts';

const CLONE_FS = 0x200;
const CLONE_NEWNS = 0x20000;
const CLONE_NEWPID = 0x2000_0000;
const CLONE_NEWNET = 0x4000_0000;
const MS_REC = 0x4000;
const MS_PRIVATE = 0x4_0000;
const O_DIRECTORY = 0x10000;

type NamespaceKind = 'net' | 'pid' | 'mount';

// `pid` is the namespace of future children: a process never changes its own
const NAMESPACES: Readonly<Record<NamespaceKind, { readonly file: string; readonly flag: number }>> = {
  net: { file: 'net', flag: CLONE_NEWNET },
  pid: { file: 'pid_for_children', flag: CLONE_NEWPID },
  mount: { file: 'mnt', flag: CLONE_NEWNS },
};
const OWN_NAMESPACES = '/proc/thread-self/ns';
const KINDS: readonly NamespaceKind[] = ['net', 'pid', 'mount'];

/** Descriptors that keep namespaces alive; each is closed by its owner. */
export interface Namespaces {
  readonly net: OwnedFd;
  readonly pid: OwnedFd;
  readonly mount: OwnedFd;
}

/** The namespaces that the JS thread is in, and that its next child gets. */
export function currentNamespaces(): Result<Namespaces, SystemError> {
  const own = OwnedFd.open(OWN_NAMESPACES, O_DIRECTORY);
  if (!own.ok) return own;
  const namespaces = namespacesIn(own.value);
  own.value.close();
  return namespaces;
}

/** What `/proc/thread-self/ns`, opened by this thread at any time before, says now. */
function namespacesIn(own: OwnedFd): Result<Namespaces, SystemError> {
  const opened: Partial<Record<NamespaceKind, OwnedFd>> = {};
  for (const kind of KINDS) {
    const fd = OwnedFd.openIn(own, NAMESPACES[kind].file);
    if (!fd.ok) {
      for (const other of Object.values(opened)) other.close();
      return fd;
    }
    opened[kind] = fd.value;
  }
  return ok(opened as Namespaces);
}

/** Closes the three descriptors. A namespace lives on while a process or a socket is in it. */
export function closeNamespaces(namespaces: Namespaces): void {
  for (const fd of [namespaces.net, namespaces.pid, namespaces.mount]) fd.close();
}

/** A new network namespace with only a loopback link (down). It lives as long as the descriptor is open or used. */
export function createNetworkNamespace(): Result<OwnedFd, SystemError> {
  return returning((left) => {
    const created = call('creating a network namespace', libc.unshare(CLONE_NEWNET), 'CAP_SYS_ADMIN');
    if (!created.ok) return created;
    left.add('net');
    return OwnedFd.open(`${OWN_NAMESPACES}/${NAMESPACES.net.file}`);
  });
}

/**
 * Makes network, process and mount namespaces for one lab host and starts its first process in them. Mounts are made
 * private before `startHolder` runs, so nothing mounted inside reaches the host. `startHolder` must start exactly one
 * child, synchronously; the child is process 1 there, and when it ends the kernel ends all others. Until it returns no
 * thread can be created, so it does nothing else. What it throws is thrown.
 */
export function createHostNamespaces<T>(
  startHolder: () => T,
): Result<{ readonly namespaces: Namespaces; readonly holder: T }, SystemError> {
  // opened here: once the holder has mounted its own /proc, this thread is not to be found in it
  const own = OwnedFd.open(OWN_NAMESPACES, O_DIRECTORY);
  if (!own.ok) return own;
  try {
    return returning((left) => {
      const flags = CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWNS;
      const created = call('creating namespaces', libc.unshare(flags), 'CAP_SYS_ADMIN');
      if (!created.ok) return created;
      for (const kind of KINDS) left.add(kind);
      const closed = call('making mounts private', libc.mount(null, '/', null, MS_REC | MS_PRIVATE, null));
      if (!closed.ok) return closed;
      const holder = startHolder();
      // only now: before its first process a process namespace cannot be opened
      const namespaces = namespacesIn(own.value);
      return namespaces.ok ? ok({ namespaces: namespaces.value, holder }) : namespaces;
    });
  } finally {
    own.value.close();
  }
}

/**
 * Runs `action` with the JS thread inside the given namespaces, and comes back whatever happens. `action` must be
 * synchronous: sockets it opens and children it starts stay inside, anything awaited would run outside. In another
 * mount namespace the working directory is `/`; with `pid` no thread can be created meanwhile, so start children and
 * nothing else. Not to be nested in another mount namespace, whose /proc may not know this process. Fails when a
 * namespace cannot be entered; what `action` throws is thrown.
 */
export function inNamespaces<T>(namespaces: Partial<Namespaces>, action: () => T): Result<T, SystemError> {
  return returning((left) => {
    for (const kind of KINDS) {
      const fd = namespaces[kind];
      if (fd === undefined) continue;
      const entered = call(
        `entering a ${kind} namespace`,
        libc.setns(fd.number, NAMESPACES[kind].flag),
        'CAP_SYS_ADMIN',
      );
      if (!entered.ok) return entered;
      left.add(kind);
    }
    return ok(action());
  });
}

/** Runs `away`, which notes the kinds it left, then puts the thread's namespaces and working directory back. */
function returning<T>(away: (left: Set<NamespaceKind>) => Result<T, SystemError>): Result<T, SystemError> {
  // mount namespaces can only be changed by a thread that shares its working directory with no other thread
  const unshared = call('separating the working directory', libc.unshare(CLONE_FS));
  if (!unshared.ok) return unshared;
  const home = currentNamespaces();
  if (!home.ok) return home;
  const directory = OwnedFd.open('.', O_DIRECTORY);
  if (!directory.ok) {
    closeNamespaces(home.value);
    return directory;
  }
  const left = new Set<NamespaceKind>();
  try {
    return away(left);
  } finally {
    comeBack(left, home.value, directory.value);
    closeNamespaces(home.value);
    directory.value.close();
  }
}

/** A thread that cannot return is lost between two worlds: better to end the process than to go on. */
function comeBack(left: ReadonlySet<NamespaceKind>, home: Namespaces, directory: OwnedFd): void {
  for (const kind of left) {
    orThrow(call(`returning to the own ${kind} namespace`, libc.setns(home[kind].number, NAMESPACES[kind].flag)));
  }
  orThrow(call('returning to the working directory', libc.fchdir(directory.number)));
}
