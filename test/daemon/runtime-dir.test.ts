import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { claimRuntimeDir } from '../../src/daemon/runtime-dir.ts';

function folder(context: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'vipward-run-'));
  context.onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

async function listening(context: TestContext, dir: string, answer: string): Promise<void> {
  const server = createServer((_request, response) => void response.end(answer));
  server.listen(join(dir, 'control.sock'));
  await once(server, 'listening');
  context.onTestFinished(() => void server.close());
}

test('a folder that is not there yet is made, and the socket has its place in it', async (context) => {
  const dir = join(folder(context), 'run');
  expect(await claimRuntimeDir(dir)).toEqual({ ok: true, value: join(dir, 'control.sock') });
  expect(existsSync(dir)).toBe(true);
});

test('a folder that cannot be made is named with the reason and what to do', async (context) => {
  const dir = folder(context);
  writeFileSync(join(dir, 'file'), '');
  const claimed = await claimRuntimeDir(join(dir, 'file/run'));
  expect(claimed.ok ? '' : claimed.error).toMatch(/cannot be made: a part of the path is no folder; .*--runtime-dir$/);
});

test('a mistyped path is not built up, and one too long for a socket is told with its length', async (context) => {
  const dir = folder(context);
  const missing = await claimRuntimeDir(join(dir, 'no/such'));
  expect(missing.ok ? '' : missing.error).toContain('the folder above it does not exist');
  const long = await claimRuntimeDir(join(dir, 'x'.repeat(120)));
  expect(long.ok ? '' : long.error).toMatch(/has \d+ bytes, at most 107 are possible/);
});

test('a socket that a killed daemon left behind is removed', async (context) => {
  const dir = folder(context);
  const path = join(dir, 'control.sock');
  const leave = "require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))";
  spawnSync(process.execPath, ['-e', leave, path]);
  expect(existsSync(path)).toBe(true);
  expect((await claimRuntimeDir(dir)).ok).toBe(true);
  expect(existsSync(path)).toBe(false);
});

test('a daemon that runs there is named', async (context) => {
  const dir = folder(context);
  await listening(context, dir, '{"pid":4711}');
  const claimed = await claimRuntimeDir(dir);
  expect(claimed.ok ? '' : claimed.error).toMatch(/already runs with .* \(pid 4711\); stop it with "vipward stop/);
});

test('one that listens but gives no sense is left in place', async (context) => {
  const dir = folder(context);
  await listening(context, dir, 'what?');
  const claimed = await claimRuntimeDir(dir);
  expect(claimed.ok ? '' : claimed.error).toMatch(/is in use: not the answer of a vipward: what\?; end that process/);
  expect(existsSync(join(dir, 'control.sock'))).toBe(true);
});
