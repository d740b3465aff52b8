import { mkdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { StatusReport } from '../http/api.ts';
import { callControl } from '../http/client.ts';
import { err, ok, type Result } from '../model/result.ts';

/**
 * Makes the runtime folder ours: one daemon to a folder.
 * @returns the path of the control socket, or in words who is there already or why the folder cannot be made
 */
export async function claimRuntimeDir(dir: string): Promise<Result<string, string>> {
  const socket = join(dir, 'control.sock');
  const obstacle = makeFolder(dir) ?? tooLong(socket);
  if (obstacle !== undefined) return err(`${obstacle}; name another folder with --runtime-dir`);
  const found = await whoListens(socket);
  if (found === 'nobody') return ok(socket);
  if (found === 'left behind') {
    rmSync(socket, { force: true });
    return ok(socket);
  }
  const running = await callControl<StatusReport>(socket, 'GET', '/api/v1/status');
  if (running.ok)
    return err(
      `vipward already runs with ${dir} (pid ${running.value.pid}); stop it with "vipward stop --runtime-dir ${dir}"`,
    );
  return err(`${dir} is in use: ${running.error}; end that process first, or name another folder with --runtime-dir`);
}

/** Why there is no such folder that we may use. Its parent must be there: a mistyped path is not built up. */
function makeFolder(dir: string): string | undefined {
  try {
    mkdirSync(dir, { mode: 0o755 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return statSync(dir).isDirectory() ? undefined : `the runtime folder ${dir} is no folder`;
    return `the runtime folder ${dir} cannot be made: ${WHY[code ?? ''] ?? code}`;
  }
  return undefined;
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'no permission (are you root?)',
  EPERM: 'no permission (are you root?)',
  EROFS: 'the file system is read-only',
  ENOENT: 'the folder above it does not exist',
  ENOTDIR: 'a part of the path is no folder',
  ENOSPC: 'the disk is full',
};

/** The kernel's limit for the path of a unix socket. */
const SOCKET_PATH_LIMIT_BYTES = 107;

function tooLong(socket: string): string | undefined {
  const bytes = Buffer.byteLength(socket);
  return bytes <= SOCKET_PATH_LIMIT_BYTES
    ? undefined
    : `the path of the control socket has ${bytes} bytes, at most ${SOCKET_PATH_LIMIT_BYTES} are possible`;
}

/** Only a socket that refuses was left behind: a daemon that stands still for a while is not to be replaced. */
function whoListens(path: string): Promise<'nobody' | 'left behind' | 'somebody'> {
  return new Promise((resolve) => {
    const connection = connect(path, () => {
      connection.destroy();
      resolve('somebody');
    });
    connection.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return resolve('nobody');
      resolve(error.code === 'ECONNREFUSED' ? 'left behind' : 'somebody');
    });
  });
}
