import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import type { StatusReport } from '../../src/http/api.ts';
import { callControl } from '../../src/http/client.ts';
import { scriptFile, tempDir } from '../probes/script/workshop.ts';

const LIMIT_MS = 20_000;
const running: ChildProcess[] = [];
afterEach(async () => {
  for (const daemon of running.splice(0)) {
    if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
    daemon.kill('SIGTERM');
    await once(daemon, 'exit');
  }
});

interface Answer {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

async function vipward(...argv: readonly string[]): Promise<Answer> {
  const { exitCode: code, stdout, stderr } = await execa(process.execPath, ['bin/vipward', ...argv], { reject: false });
  return { code, stdout, stderr };
}

interface Checker {
  readonly socket: string;
  readonly maintenance: (...argv: readonly string[]) => Promise<Answer>;
  readonly start: () => ChildProcess;
  readonly status: () => Promise<StatusReport | undefined>;
  readonly told: () => string;
  readonly kill: () => void;
}

/** A checker without VRRP of one service, which is a file. */
function checker(): Checker {
  const dir = tempDir();
  const [service, told, config] = [join(dir, 'service'), join(dir, 'told'), join(dir, 'checks.conf')];
  writeFileSync(service, '');
  const notify = scriptFile(`#!/bin/sh\necho "$*" >> ${told}\n`);
  writeFileSync(config, `check web {\n file {\n path ${service}\n }\n interval 0.1\n on_change "${notify}"\n}\n`);
  const dirs = ['--runtime-dir', join(dir, 'run'), '--state-dir', join(dir, 'state')];
  const socket = join(dir, 'run/control.sock');
  return {
    socket,
    maintenance: (...argv) => vipward('maintenance', ...argv, '--runtime-dir', join(dir, 'run')),
    start() {
      const daemon = spawn(process.execPath, ['bin/vipward', 'run', '--config', config, ...dirs], { stdio: 'ignore' });
      running.push(daemon);
      return daemon;
    },
    async status() {
      const answer = await callControl<StatusReport>(socket, 'GET', '/api/v1/status');
      return answer.ok ? answer.value : undefined;
    },
    told: () => (existsSync(told) ? readFileSync(told, 'utf8') : ''),
    kill: () => rmSync(service),
  };
}

test('a checker without VRRP runs no dataplane, tells of a change, and keeps a maintenance over a restart', async () => {
  const { maintenance, start, status, told, kill } = checker();
  const first = start();
  await expect.poll(status, { timeout: LIMIT_MS }).toMatchObject({
    dataplane: { state: 'none' },
    instances: [],
    checks: [{ name: 'web', kind: 'file', health: 'up' }],
  });
  const begun = await maintenance('on', '--check', 'web', '--for', '30m', '--note', 'new disk');
  expect(begun).toMatchObject({ code: 0, stdout: expect.stringMatching(/^maintenance of check web until .*new disk/) });
  kill();
  first.kill('SIGTERM');
  await once(first, 'exit');

  start();
  await expect.poll(status, { timeout: LIMIT_MS }).toMatchObject({ checks: [{ flags: ['maintenance'] }] });
  expect((await maintenance('list')).stdout).toMatch(/check web .*new disk/);
  expect(told()).toBe('');

  expect(await maintenance('off', '--check', 'web')).toMatchObject({ code: 0 });
  await expect.poll(status, { timeout: LIMIT_MS }).toMatchObject({ checks: [{ health: 'down', flags: [] }] });
  await expect.poll(told, { timeout: LIMIT_MS }).toMatch(/^web \w+ DOWN .*service/);
  expect((await maintenance('list')).stdout).toBe('nothing is in maintenance');
});

test('what cannot be ordered is refused with words', async () => {
  const { maintenance, start, status } = checker();
  expect(await maintenance('list')).toMatchObject({ code: 2, stderr: expect.stringContaining('vipward run') });
  start();
  await expect.poll(status, { timeout: LIMIT_MS }).toBeDefined();
  expect(await maintenance('on', '--check', 'web', '--note', 'x')).toMatchObject({ code: 2 });
  expect(await maintenance('on', '--for', 'ever', '--note', 'x')).toMatchObject({ code: 2 });
  expect(await maintenance('on', '--check', 'wbe', '--for', '1m', '--note', 'x')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no check "wbe"'),
  });
  expect(await maintenance('off', '--check', 'web')).toMatchObject({ code: 1 });
});
