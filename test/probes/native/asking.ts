/** Where tests of native probes ask real sockets and files; everything is closed and gone after each test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, vi } from 'vitest';
import type { Outcome } from '../../../src/health/outcome.ts';
import type { ProbeConfig } from '../../../src/model/probe.ts';
import type { Probe } from '../../../src/probes/probe.ts';
import { probeFor } from '../../../src/probes/probe-for.ts';
import { checkConfig } from '../../support/configs.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Done at the end of the test. */
export const later = (cleanup: () => void): void => void cleanups.push(cleanup);

/** One run of a probe, with a limit of 10 s unless the test is about the limit. */
export const outcomeOf = (probe: ProbeConfig, timeoutMs = 10_000): Promise<Outcome> =>
  outcomeFrom(probeOf(probe, timeoutMs));

export const probeOf = (probe: ProbeConfig, timeoutMs = 10_000): Probe =>
  probeFor(checkConfig({ probe, timeoutMs }), 'warn');

/** One more run of the same probe. */
export async function outcomeFrom(probe: Probe): Promise<Outcome> {
  const run = await probe.start(0);
  return (await run.settled).outcome;
}

/** Listens on a free port of the loopback; `greet` is called for each connection. */
export async function listen(greet: (socket: Socket) => void, host = '127.0.0.1'): Promise<number> {
  const server = createServer({ allowHalfOpen: false }, (socket) => {
    socket.on('error', () => {});
    later(() => socket.destroy());
    greet(socket);
  });
  return portOf(server, host);
}

/** Starts any server on a free port of the loopback, and closes it after the test. */
export async function portOf(server: Server, host = '127.0.0.1'): Promise<number> {
  later(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}

/** A port of the loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const FROZEN = `const server = require('node:net').createServer();
server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => console.log(server.address().port));`;

/** A server that was stopped: the kernel takes a few connections for it, and then no more. */
export async function frozenServer(): Promise<{ readonly port: number; fill(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', FROZEN], { stdio: ['ignore', 'pipe', 'inherit'] });
  later(() => child.kill('SIGKILL'));
  const port = await new Promise<number>((resolve) => {
    child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())));
  });
  await stopped(child);
  return { port, fill: () => fillBacklog(port) };
}

async function stopped(child: ChildProcess): Promise<void> {
  child.kill('SIGSTOP');
  const stat = (): string => readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  await vi.waitUntil(() => /\) T /.test(stat()), { timeout: 10_000, interval: 10 });
}

/** Connects until the kernel no longer answers: three attempts in a row that stay pending. */
async function fillBacklog(port: number): Promise<void> {
  for (let pending = 0; pending < 3;) {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => {});
    later(() => socket.destroy());
    const made = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      const timer = setTimeout(() => resolve(false), 300);
      later(() => clearTimeout(timer));
    });
    pending = made === true ? 0 : pending + 1;
  }
}

/** How many sockets this process holds. */
export const openSockets = (): number =>
  readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith('socket:');
    } catch {
      return false;
    }
  }).length;

/** A folder that goes away with the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'vipward-native-'));
  later(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A file in a folder of its own, with exactly this mode. */
export function fileWith(text: string, mode = 0o600): string {
  const path = join(folder(), 'file');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}
