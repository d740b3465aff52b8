import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { startServer } from './server.ts';
import { end, required } from './shells.ts';
import { freePort, openFolder } from './workplace.ts';

export const MARIADBD = required(['mariadbd'], 'mariadb-server-core');
export const MARIADB_CLIENT = required(['mariadb'], 'mariadb-client-core');
const INSTALL = required(['mariadb-install-db'], 'mariadb-server-core');
const USER = `--user=${userInfo().username}`;
const SMALL = ['--innodb-log-file-size=4M', '--innodb-buffer-pool-size=8M', '--innodb-undo-tablespaces=0'];

export interface MariaDb {
  readonly process: ChildProcess;
  readonly socket: string;
  readonly port: number;
  /** As root. */
  sql(text: string): void;
}

/** Servers of one test file, each with a data directory of its own. */
export class MariaDbs {
  readonly #started: ChildProcess[] = [];
  readonly #folder = openFolder();

  get folder(): string {
    return this.#folder.path;
  }

  async start(name: string, ...args: readonly string[]): Promise<MariaDb> {
    const data = `${this.folder}/${name}`;
    mkdirSync(data);
    const where = ['--no-defaults', `--datadir=${data}`, USER, ...SMALL];
    execFileSync(INSTALL.path, [...where, '--auth-root-authentication-method=normal', '--skip-test-db'], {
      stdio: 'ignore',
    });
    const port = await freePort();
    const socket = `${data}/socket`;
    const listening = [`--socket=${socket}`, `--port=${port}`, '--bind-address=127.0.0.1', `--pid-file=${data}/pid`];
    const process = await startServer(MARIADBD.path, [...where, ...listening, ...args], { path: socket });
    this.#started.push(process);
    const asRoot = ['--no-defaults', `--socket=${socket}`, '--user=root'];
    const sql = (text: string): void => void execFileSync(MARIADB_CLIENT.path, [...asRoot, `--execute=${text}`]);
    return { process, socket, port, sql };
  }

  async close(): Promise<void> {
    await Promise.all(this.#started.map((process) => end(process)));
    this.#folder.remove();
  }
}
