import { existsSync, mkdirSync, unlinkSync } from 'node:fs';
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
    return err(`cannot make the runtime folder ${dir}: ${String(error)}; name another with --runtime-dir`);
  }
  if (!existsSync(socket)) return ok(socket);
  const running = await callControl<StatusReport>(socket, 'GET', '/api/v1/status');
  if (running.ok)
    return err(
      `vipward already runs with ${dir} (pid ${running.value.pid}); stop it with "vipward stop --runtime-dir ${dir}"`,
    );
  unlinkSync(socket);
  return ok(socket);
}
