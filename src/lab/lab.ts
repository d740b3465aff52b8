import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressFromBytes, parseIpv4 } from '../model/address.ts';
import type { IpAddress } from '../model/address.ts';
import { Host } from './host.ts';
import { BRIDGE, hasItsAddresses, Switch } from './namespaces/switch.ts';
import type { Link } from './namespaces/switch.ts';
import type { ObserverPace, ObserverTask } from './observer/messages.ts';
import { Observer } from './observer/observer.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { until } from './until.ts';
import { tcpdumpArgv, Wire } from './wire/wire.ts';

const CLIENT = 'client';
const CLIENT_NUMBER = 250;
const CLOSELY: ObserverPace = { everyMs: 1, pages: 'on' };
const LISTEN_LIMIT_MS = 10_000;
/** fd00:77::/64, without the last byte of an address. */
const NETWORK_6 = [0xfd, 0, 0, 0x77, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const ADDRESS_LIMIT_MS = 20_000;
const FIRST_INHERITED_FD = 4; // after input, output, errors and the IPC channel

export interface LabPlan {
  /** Names of the nodes; the first has the address ending in .1, and so on. */
  readonly nodes: readonly string[];
  /** The first three numbers of the /24 that all hosts are in. */
  readonly subnet?: string;
  /** Switches, each of which every host has an interface at: `eth0`, `eth1`, …, whose subnets follow one another. */
  readonly segments?: number;
  /** `both`: hosts have IPv6 too, fd00:77::1 and so on; opening takes two seconds longer. */
  readonly families?: 'IPv4' | 'both';
  /** Files that stand in for this machine's on a node, by node and absolute path. See {@link HostPlan.files}. */
  readonly files?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Nodes and a client on one switch, in namespaces of this machine. Nothing of it is visible outside, and all of it ends
 * with {@link close}, or by itself with the process that opened it.
 */
export class Lab implements AsyncDisposable {
  readonly directory: string;
  readonly client: Host;
  readonly #nodes: ReadonlyMap<string, Host>;
  readonly #switches: readonly Switch[];

  constructor(directory: string, hosts: readonly Host[], switches: readonly Switch[]) {
    const client = hosts.find((host) => host.name === CLIENT);
    if (client === undefined) throw new Error('a lab has a client');
    this.directory = directory;
    this.client = client;
    this.#nodes = new Map(hosts.filter((host) => host !== client).map((host) => [host.name, host]));
    this.#switches = switches;
  }

  get hosts(): readonly Host[] {
    return [...this.#nodes.values(), this.client];
  }

  /** A node by its name. Throws for a name that was not planned. */
  node(name: string): Host {
    const host = this.#nodes.get(name);
    if (host === undefined) throw new Error(`no node ${name}; there are ${[...this.#nodes.keys()].join(', ')}`);
    return host;
  }

  /** The cable between a host's `eth0` and its switch. */
  link(name: string): Link {
    return this.#first.link(name);
  }

  /** Watches a VIP from the client and from the nodes' kernels; resolves when watching. */
  observe(vip: string, pace: ObserverPace = CLOSELY): Promise<Observer> {
    const nodes = [...this.#nodes.values()];
    const task: ObserverTask = {
      vip,
      ...pace,
      nodes: nodes.map(({ name }, index) => ({ name, namespaceFd: FIRST_INHERITED_FD + index })),
    };
    const argv = [process.execPath, join(PROJECT_ROOT, 'dist/observer.cjs'), JSON.stringify(task)];
    const inherited = nodes.map((node) => node.namespaces.net.number);
    const { process: started, child } = this.client.startWithChild('observer', argv, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', ...inherited],
    });
    return new Observer(child, started).ready();
  }

  /** Records every advert that crosses the switch of the `eth0`s, to whomever it goes; resolves when listening. Needs tcpdump. */
  async listen(): Promise<Wire> {
    const tcpdump = this.client.start('tcpdump', tcpdumpArgv(BRIDGE), { network: this.#first.namespace });
    await tcpdump.waitForLog(/^tcpdump: listening on|^listening on/, LISTEN_LIMIT_MS);
    return new Wire(tcpdump);
  }

  get #first(): Switch {
    const [first] = this.#switches;
    if (first === undefined) throw new Error('a lab has a switch');
    return first;
  }

  /** Ends every process and namespace and removes the directory; resolves when they are gone. Again: no effect. */
  async close(): Promise<void> {
    await closeAll(this.hosts, this.#switches, this.directory);
  }

  /** For `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Builds a lab; takes about 50 ms. Rejects with the reason, and leaves nothing, when this process may not. */
export async function openLab({
  nodes,
  subnet = '10.77.0',
  segments = 1,
  families = 'IPv4',
  files = {},
}: LabPlan): Promise<Lab> {
  const directory = mkdtempSync(join(tmpdir(), 'vipward-lab-'));
  chmodSync(directory, 0o755); // scripts run as other users too
  const hosts: Host[] = [];
  const switches: Switch[] = [];
  try {
    for (let segment = 0; segment < segments; segment++) switches.push(Switch.open(segment));
    for (const [index, name] of [...nodes, CLIENT].entries()) {
      const number = name === CLIENT ? CLIENT_NUMBER : index + 1;
      const address = addressIn(subnet, number);
      const address6: IpAddress | 'none' = families === 'both' ? addressIn6(number) : 'none';
      const plan = { name, address, address6, directory: join(directory, name), files: files[name] ?? {} };
      hosts.push(await Host.open(plan));
    }
    for (const one of switches) for (const host of hosts) one.connect(host);
    if (families === 'both')
      await until('all link-local addresses', ADDRESS_LIMIT_MS, () => hosts.every(hasItsAddresses));
    return new Lab(directory, hosts, switches);
  } catch (error) {
    await closeAll(hosts, switches, directory);
    throw error;
  }
}

function addressIn(subnet: string, number: number): IpAddress {
  const address = parseIpv4(`${subnet}.${number}`);
  if (address === undefined) throw new RangeError(`${subnet} is not the first three numbers of an IPv4 address`);
  return address;
}

const addressIn6 = (number: number): IpAddress => addressFromBytes(Uint8Array.of(...NETWORK_6, number), 0, 6);

async function closeAll(hosts: readonly Host[], switches: readonly Switch[], directory: string): Promise<void> {
  await Promise.all(hosts.map((host) => host.close()));
  for (const one of switches) one.close();
  rmSync(directory, { recursive: true, force: true }); // the hosts have removed it, unless one never started
}
