import type { Host } from '../host.ts';
import type { HostProcess } from '../host-process.ts';
import { FRR_VRID, frrConfigText } from './configuration.ts';
import type { FrrRouter } from './configuration.ts';
import { provideMacvlan } from './macvlan.ts';

const START_LIMIT_MS = 10_000;
const DAEMONS = '/usr/lib/frr';
/** Its own folder: the daemons give up being root and then write their sockets there. */
const DIRECTORY = 'frr';

/**
 * Starts FRR's vrrpd with this virtual router; resolves when it has connected to zebra, which is started first and stays
 * while the host does: an operator runs both, and vrrpd alone has to look again for a zebra only after ten seconds. The
 * macvlan that carries the virtual MAC and the VIPs is made here, as FRR leaves it to the operator.
 */
export async function startFrr(host: Host, router: FrrRouter): Promise<HostProcess> {
  provideMacvlan(host, router.vrid ?? FRR_VRID, router.vips);
  // Without this the kernel of a backup answers for the VIP on eth0, although the macvlan that has it is down.
  await runWell(host, ['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore']);
  await provideZebra(host);
  const file = host.writeFile(`${DIRECTORY}/vrrpd.conf`, frrConfigText(router));
  const vrrpd = host.start('vrrpd', [`${DAEMONS}/vrrpd`, '-f', file, ...optionsOf(host, 'vrrpd')]);
  await vrrpd.waitForLog(/\[VRID \d+\] .*'Startup' event/, START_LIMIT_MS);
  return vrrpd;
}

/** Changes what a running vrrpd does, by lines as they stand below `interface eth0` in its configuration. */
export async function configureFrr(host: Host, lines: readonly string[]): Promise<void> {
  const commands = ['configure terminal', 'interface eth0', ...lines].flatMap((line) => ['-c', line]);
  await runWell(host, ['vtysh', '--vty_socket', directoryOf(host), ...commands]);
}

async function provideZebra(host: Host): Promise<void> {
  const name = `zebra on ${host.name}`;
  if (host.processes.some((one) => one.name === name && one.state === 'running')) return;
  const file = host.writeFile(`${DIRECTORY}/zebra.conf`, '');
  await runWell(host, ['chown', 'frr:frr', directoryOf(host)]);
  const zebra = host.start('zebra', [`${DAEMONS}/zebra`, '-f', file, ...optionsOf(host, 'zebra')]);
  await zebra.waitForLog(/zebra \S+ starting/, START_LIMIT_MS);
}

const directoryOf = (host: Host): string => `${host.directory}/${DIRECTORY}`;

/** Nothing of the machine is touched: sockets, process id and log are the host's, and no TCP port is opened. */
function optionsOf(host: Host, daemon: string): readonly string[] {
  const directory = directoryOf(host);
  const paths = [
    '--vty_socket',
    directory,
    '--socket',
    `${directory}/zserv`,
    '--pid_file',
    `${directory}/${daemon}.pid`,
  ];
  return [...paths, '--vty_port', '0', '--log', 'stdout', '--log-level', 'debugging'];
}

async function runWell(host: Host, argv: readonly string[]): Promise<void> {
  const { code, output } = await host.run(argv);
  if (code !== 0) throw new Error(`${argv.join(' ')} on ${host.name} ended with ${code}: ${output}`);
}
