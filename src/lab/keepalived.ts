import type { Host } from './host.ts';
import type { HostProcess } from './host-process.ts';

const START_LIMIT_MS = 10_000;

/**
 * Starts keepalived in the foreground with this configuration; resolves when it has read it. Without syslog: a host of the
 * lab has none, and each line would go to the console of this machine, which holds keepalived up for milliseconds.
 */
export async function startKeepalived(host: Host, configuration: string): Promise<HostProcess> {
  const file = host.writeFile('keepalived.conf', configuration);
  const pidFiles = ['-p', 'keepalived.pid', '-r', 'vrrp.pid', '-c', 'checkers.pid'];
  const process = host.start('keepalived', ['keepalived', '-n', '-l', '-G', '-D', '-f', file, ...pidFiles]);
  await process.waitForLog(/Registering Kernel netlink command channel/, START_LIMIT_MS);
  return process;
}
