import { join } from 'node:path';
import type { Host } from './host.ts';
import type { HostProcess } from './host-process.ts';
import { PROJECT_ROOT } from './project-root.ts';

/** Starts this project's daemon in the foreground; the caller waits for the log line it needs. */
export function startVipward(host: Host, configuration: string, options: readonly string[] = []): HostProcess {
  const file = host.writeFile('vipward.conf', configuration);
  const program = [process.execPath, join(PROJECT_ROOT, 'bin/vipward'), 'run'];
  const directories = ['--runtime-dir', runtimeDirectoryOf(host), '--state-dir', stateDirectoryOf(host)];
  return host.start('vipward', [...program, '--config', file, ...directories, ...options]);
}

/** Where {@link startVipward} puts the daemon's sockets, for `vipward status --runtime-dir`. */
export const runtimeDirectoryOf = (host: Host): string => join(host.directory, 'run');

/** Where {@link startVipward} puts the journal, for `vipward history --state-dir`. */
export const stateDirectoryOf = (host: Host): string => join(host.directory, 'state');
