import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { scriptFile, tempDir } from '../probes/script/workshop.ts';

const LIMIT_MS = 20_000;
const FROZEN_MS = 2000;
const INTERVAL_MS = 200;
const running: ChildProcess[] = [];
afterEach(async () => {
  for (const daemon of running.splice(0)) {
    daemon.kill('SIGCONT');
    daemon.kill('SIGTERM');
    if (daemon.exitCode === null) await once(daemon, 'exit');
  }
});

test('RC-69 a daemon that stood still runs a check once, and then at its times again', async () => {
  const dir = tempDir();
  const [log, config] = [join(dir, 'log'), join(dir, 'checks.conf')];
  const script = scriptFile(`#!/bin/sh\ndate +%s%3N >> ${log}\n`);
  const interval = INTERVAL_MS / 1000;
  writeFileSync(config, `vrrp_script tick {\n script "${script}"\n interval ${interval}\n timeout 10\n}\n`);
  const dirs = ['--runtime-dir', join(dir, 'run'), '--state-dir', join(dir, 'state')];
  const daemon = spawn(process.execPath, ['bin/vipward', 'run', '--config', config, ...dirs], { stdio: 'ignore' });
  running.push(daemon);
  const runsMs = (): readonly number[] =>
    existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').filter(Boolean).map(Number) : [];
  await expect.poll(() => runsMs().length, { timeout: LIMIT_MS }).toBeGreaterThan(3);
  daemon.kill('SIGSTOP');
  await pause(FROZEN_MS);
  const thawedMs = Date.now();
  daemon.kill('SIGCONT');
  const after = (): readonly number[] => runsMs().filter((atMs) => atMs >= thawedMs);
  await expect.poll(() => after().length, { timeout: LIMIT_MS }).toBeGreaterThan(4);
  // Ten times were missed: were they caught up, these would come at once.
  const [first = 0, , , , fifth = 0] = after();
  expect(fifth - first).toBeGreaterThan(2 * INTERVAL_MS);
});
