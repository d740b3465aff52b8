import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { call, libc } from '../../linux/libc.ts';
import { closeNamespaces, currentNamespaces } from '../../linux/namespace.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';

/** How a lab can be built by this process: as it is, in namespaces of an own user namespace, or not at all, and why. */
export type Privilege =
  | { readonly mode: 'here' }
  | { readonly mode: 'userNamespace' }
  | { readonly mode: 'impossible'; readonly reason: string };

const UNSHARE = [
  '--user',
  '--map-root-user',
  '--net',
  '--mount',
  '--pid',
  '--fork',
  '--mount-proc',
  '--kill-child',
  '--',
];
const INSIDE = 'VIPWARD_LAB_USER_NAMESPACE';

/**
 * Process 1 of the user namespace: runs the program, and then gives the hosts that the program left, in whatever way it
 * ended, time to clear up (5 s at most), because its own end is the end of them all.
 */
const FIRST_PROCESS = `
"$@"
code=$?
rounds=0
while kill -0 -1 2>/dev/null && [ $rounds -lt 100 ]; do sleep 0.05; rounds=$((rounds + 1)); done
exit $code
`;

/** Finds out by trying, because capabilities, user namespaces and security modules all have a say. */
export function labPrivilege(): Privilege {
  const entered = canEnterNamespaces();
  if (entered.ok) return { mode: 'here' };
  if (process.env[INSIDE] !== undefined) return { mode: 'impossible', reason: entered.error.text };
  const tried = spawnSync('unshare', [...UNSHARE, 'true'], { encoding: 'utf8' });
  if (tried.status === 0) return { mode: 'userNamespace' };
  const refusal = tried.error === undefined ? tried.stderr.trim() : 'the program unshare (util-linux) is not installed';
  return { mode: 'impossible', reason: [`${entered.error.text}; without root: ${refusal}`, ...adviceOf()].join('\n') };
}

/**
 * Runs this program again, as root of a new user namespace with its own network, mounts and processes, and resolves
 * with its exit code. SIGINT, SIGTERM and SIGHUP close the IPC channel: the inner program has to take `disconnect` as
 * the wish to end. When this process dies, the kernel ends the inner one.
 */
export function runInUserNamespace(): Promise<number> {
  const program = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const inner = spawn('unshare', [...UNSHARE, '/bin/sh', '-c', FIRST_PROCESS, 'first', ...program], {
    env: { ...process.env, [INSIDE]: '1' },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const leave = (): void => {
    if (inner.connected) inner.disconnect();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave);
  return new Promise((resolve, reject) => {
    inner.once('error', reject);
    inner.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Whether this process may enter network namespaces and come back: tried by "entering" the one it is in. */
function canEnterNamespaces(): Result<number, SystemError> {
  const own = currentNamespaces();
  if (!own.ok) return own;
  const entered = call('entering a network namespace', libc.setns(own.value.net.number, 0), 'CAP_SYS_ADMIN');
  closeNamespaces(own.value);
  return entered;
}

/** The switches of the kernel that forbid user namespaces here, with what to set. */
function adviceOf(): string[] {
  const switches: [path: string, forbids: string, command: string][] = [
    ['user/max_user_namespaces', '0', 'sysctl -w user.max_user_namespaces=15000'],
    ['kernel/unprivileged_userns_clone', '0', 'sysctl -w kernel.unprivileged_userns_clone=1'],
    ['kernel/apparmor_restrict_unprivileged_userns', '1', 'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'],
  ];
  const set = switches.filter(([path, forbids]) => settingOf(path) === forbids);
  return set.length === 0
    ? ['run as root; in a container give it CAP_SYS_ADMIN and CAP_NET_ADMIN (docker run --privileged)']
    : set.map(([path, , command]) => `/proc/sys/${path} forbids it: run as root, or: ${command}`);
}

function settingOf(path: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${path}`, 'utf8').trim();
  } catch {
    return undefined; // this kernel does not have the switch
  }
}
