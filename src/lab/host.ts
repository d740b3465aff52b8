import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OwnedFd } from '../linux/fd.ts';
import { orThrow } from '../linux/libc.ts';
import { closeNamespaces, createHostNamespaces, inNamespaces } from '../linux/namespace.ts';
import type { Namespaces } from '../linux/namespace.ts';
import type { IpAddress } from '../model/address.ts';
import { HostProcess } from './host-process.ts';
import type { Exit } from './host-process.ts';
import { endHolder, holderReady, startHolder } from './namespaces/holder.ts';

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface HostPlan {
  readonly name: string;
  /** Addresses of eth0, without their prefix lengths. `address6` `none`: the host has IPv4 only. */
  readonly address: IpAddress;
  readonly address6: IpAddress | 'none';
  /** Created for this host, removed when it ends. The same path inside and outside. */
  readonly directory: string;
  /**
   * Files that stand in for those of this machine on this host only, by absolute path. Their directories must exist on
   * this machine, and show nothing but these files.
   */
  readonly files: Readonly<Record<string, string>>;
}

export interface StartOptions {
  /** Added to a minimal environment: PATH and nothing else. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Input, output and errors; the latter two are kept as the log where they are pipes. */
  readonly stdio?: StdioOptions;
  /** The network that it is in, where this is not the host's own. */
  readonly network?: OwnedFd;
}

/**
 * A host of the lab: own network, mounts and processes, the files of this machine. It ends with {@link close}, and by
 * itself when the process that opened it ends in whatever way.
 */
export class Host {
  readonly name: string;
  readonly address: IpAddress;
  readonly address6: IpAddress | 'none';
  readonly directory: string;
  readonly namespaces: Namespaces;
  readonly #holder: ChildProcess;
  readonly #processes: HostProcess[] = [];

  private constructor(plan: HostPlan, namespaces: Namespaces, holder: ChildProcess) {
    this.name = plan.name;
    this.address = plan.address;
    this.address6 = plan.address6;
    this.directory = plan.directory;
    this.namespaces = namespaces;
    this.#holder = holder;
  }

  /** Makes a host without network. Rejects with the reason when namespaces or mounts are refused. */
  static async open(plan: HostPlan): Promise<Host> {
    mkdirSync(plan.directory, { mode: 0o755 });
    const binds = writeStandIns(plan);
    const { namespaces, holder } = orThrow(createHostNamespaces(() => startHolder(plan.directory, binds)));
    const host = new Host(plan, namespaces, holder);
    try {
      await holderReady(holder);
      return host;
    } catch (error) {
      await host.close();
      throw error;
    }
  }

  /**
   * Starts a program on this host, in its own session. `pid` and signals are as seen from outside. Throws when the
   * program cannot be run.
   */
  start(name: string, argv: readonly string[], options: StartOptions = {}): HostProcess {
    return this.startWithChild(name, argv, options).process;
  }

  /** {@link start}, with the child itself for whoever needs its channel. */
  startWithChild(
    name: string,
    [program = '', ...parameters]: readonly string[],
    { env = {}, cwd = this.directory, stdio = ['ignore', 'pipe', 'pipe'], network }: StartOptions,
  ): { readonly process: HostProcess; readonly child: ChildProcess } {
    const path = `${process.env.PATH ?? ''}:${SYSTEM_PATH}`;
    const child = orThrow(
      inNamespaces({ ...this.namespaces, net: network ?? this.namespaces.net }, () =>
        spawn(program, parameters, { cwd, stdio, detached: true, env: { PATH: path, ...env } }),
      ),
    );
    const hostProcess = new HostProcess(`${name} on ${this.name}`, child);
    this.#processes.push(hostProcess);
    return { process: hostProcess, child };
  }

  /** Runs a program to its end and returns how it ended and what it printed. */
  async run(argv: readonly string[], options: StartOptions = {}): Promise<Exit & { readonly output: string }> {
    const ran = this.start(argv[0] ?? '', argv, options);
    const exit = await ran.ended;
    return { ...exit, output: ran.log() };
  }

  /** Everything started on this host, ended or not. */
  get processes(): readonly HostProcess[] {
    return this.#processes;
  }

  /** Writes a file into the host's directory and returns its path. A name may lead into a sub-folder. */
  writeFile(name: string, text: string, mode = 0o644): string {
    const path = join(this.directory, name);
    writeText(path, text, mode);
    return path;
  }

  /** Ends every process of the host and removes its directory; resolves when they are gone. Again: no effect. */
  async close(): Promise<void> {
    await endHolder(this.#holder);
    await Promise.all(this.#processes.map((one) => one.exited));
    closeNamespaces(this.namespaces);
  }
}

function writeStandIns({ directory, files }: HostPlan): { source: string; target: string }[] {
  const targets = new Set(Object.keys(files).map((path) => dirname(path)));
  for (const [path, text] of Object.entries(files)) {
    writeText(join(directory, 'root', path), text, path.endsWith('.sh') ? 0o755 : 0o644);
  }
  return [...targets].map((target) => ({ source: join(directory, 'root', target), target }));
}

function writeText(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  writeFileSync(path, text);
  chmodSync(path, mode);
}
