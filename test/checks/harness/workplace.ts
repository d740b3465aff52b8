import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { onTestFinished, vi } from 'vitest';
import { programPath, shipped } from './shells.ts';

/** A directory that everybody may read and that goes away with the test or the group that asked for it. */
export function openFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(`${tmpdir()}/vipward-checks-`);
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A directory for one test. */
export function testFolder(): string {
  const { path, remove } = openFolder();
  onTestFinished(remove);
  return path;
}

/** Tools of a host: a name stands for the program of that name, a pair for another one under that name. */
export type Tool = string | readonly [name: string, path: string];

/** A copy of a shipped script whose PATH holds these tools and nothing else, as on a host that lacks the others. */
export function withTools(script: string, tools: readonly Tool[]): string {
  const folder = testFolder();
  mkdirSync(`${folder}/tools`);
  for (const tool of tools) {
    const [name, path] = typeof tool === 'string' ? [tool, programPath(tool)] : tool;
    if (path === undefined) throw new Error(`${name} is not installed`);
    symlinkSync(path, `${folder}/tools/${name}`);
  }
  const text = readFileSync(shipped(script), 'utf8').replace(/^PATH=.*$/m, `PATH=${folder}/tools`);
  writeFileSync(`${folder}/${script}`, text, { mode: 0o755 });
  return `${folder}/${script}`;
}

/** Listens on a free port of the loopback; `greet` is called for each connection. Ends with the test. */
export async function listen(greet: (socket: Socket) => void): Promise<number> {
  return portOf(await listening({ host: '127.0.0.1', port: 0 }, greet));
}

/** Listens on a unix socket, else as {@link listen}. */
export async function listenAt(path: string, greet: (socket: Socket) => void): Promise<void> {
  await listening({ path }, greet);
}

function listening(where: ListenOptions, greet: (socket: Socket) => void): Promise<Server> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    greet(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new Promise((resolve) => server.listen(where, () => resolve(server)));
}

/** A port of the loopback that nobody listens on. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const port = portOf(server);
      server.close(() => resolve(port));
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}

/** Waits until a server has written its pid file and answers. */
export async function untilServing(pidFile: string, url: string): Promise<void> {
  const serves = async (): Promise<boolean> =>
    existsSync(pidFile) &&
    fetch(url).then(
      () => true,
      () => false,
    );
  await vi.waitUntil(serves, { timeout: 10_000, interval: 20 });
}
