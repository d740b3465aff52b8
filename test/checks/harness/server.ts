import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { vi } from 'vitest';
import { stateOf } from './impostor.ts';

/** Starts a server in the foreground and waits until it takes connections. Who calls this ends it. */
export async function startServer(
  program: string,
  args: readonly string[],
  where: { readonly port: number } | { readonly path: string },
): Promise<ChildProcess> {
  const server = spawn(program, [...args], { stdio: 'ignore' });
  await vi.waitUntil(
    () => {
      if (server.exitCode !== null) throw new Error(`${program} ended with ${server.exitCode}`);
      return takesConnections(where);
    },
    { timeout: 20_000, interval: 20 },
  );
  return server;
}

function takesConnections(where: { readonly port: number } | { readonly path: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect('port' in where ? { host: '127.0.0.1', ...where } : where);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Does something while a server hangs: the kernel still takes connections for it, and nobody answers. */
export async function whileHanging<T>(server: ChildProcess, act: () => Promise<T>): Promise<T> {
  server.kill('SIGSTOP');
  try {
    await stateOf(server.pid ?? 0, 'T');
    return await act();
  } finally {
    server.kill('SIGCONT');
  }
}
