import { mkdirSync, rmSync } from 'node:fs';
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
  try {
    mkdirSync(dir, { recursive: true, mode: 0o755 });
  } catch (error) {
    return err(`cannot make the runtime folder ${dir}: ${(error as Error).message}; name another with --runtime-dir`);
  }
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
