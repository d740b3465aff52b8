import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A directory of the lab that stands in for one of this machine, such as /etc/keepalived, on one host. */
export interface Bind {
  readonly source: string;
  readonly target: string;
}

/**
 * Process 1 of a host. It waits for the end of its input, which comes when the lab ends in whatever way, then kills
 * everything on the host, removes the host's directory (and the lab's, once empty) and exits; with it the kernel ends the
 * PID namespace. It waits for a child and not in `read`, because waiting reaps the orphans that process 1 inherits: a
 * check such as `killall -0 nginx` must not find a zombie. Arguments: the host's directory, then pairs of directories
 * to bind.
 */
const SCRIPT = `
directory=$1; shift
read -r go || exit
mount -t proc proc /proc && mount -t sysfs sysfs /sys || exit
while [ $# -gt 0 ]; do mount --bind "$1" "$2" || exit; shift 2; done
echo ready
exec 3<&0
cat <&3 >/dev/null &
wait $!
kill -9 -1 2>/dev/null
rm -rf -- "$directory"
rmdir -- "\${directory%/*}" 2>/dev/null
`;

/** Starts process 1 of a host, which then waits for {@link holderReady}. To be called inside the host's namespaces. */
export function startHolder(directory: string, binds: readonly Bind[]): ChildProcess {
  const pairs = binds.flatMap(({ source, target }) => [source, target]);
  // Its own session: Ctrl-C on the terminal is for the lab, not for its hosts.
  const argv = ['-c', SCRIPT, 'holder', directory, ...pairs];
  const holder = spawn('/bin/sh', argv, { detached: true, cwd: '/', stdio: 'pipe' });
  holder.stdin.on('error', () => {}); // its end is seen as the end of the process
  return holder;
}

/**
 * Lets process 1 make the host's mounts, and resolves when they are made. Not before the namespaces are opened, since
 * that is done through the /proc which it covers. Rejects with what the shell complained of.
 */
export async function holderReady(holder: ChildProcess): Promise<void> {
  let complaint = '';
  holder.stderr?.on('data', (text: Buffer) => (complaint += text.toString()));
  holder.stdin?.write('go\n');
  const ready = once(holder.stdout ?? holder, 'data').then(() => 'ready' as const);
  const ended = once(holder, 'close').then(() => 'ended' as const);
  if ((await Promise.race([ready, ended])) === 'ended') throw new Error(`a host cannot be set up: ${complaint.trim()}`);
}

/** Ends the host and everything on it; resolves when process 1, and so everything else, is gone. */
export async function endHolder(holder: ChildProcess): Promise<void> {
  if (holder.exitCode !== null || holder.signalCode !== null) return;
  const ended = once(holder, 'exit');
  holder.stdin?.end();
  await ended;
}
