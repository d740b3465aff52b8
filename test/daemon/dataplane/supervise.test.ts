import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Supervisor } from '../../../src/daemon/dataplane/supervise.ts';

test('a dataplane that cannot be started counts as lost and is tried again', async (context) => {
  const { execPath } = process;
  context.onTestFinished(() => void (process.execPath = execPath));
  process.execPath = '/nonexistent/node';
  const lost: { readonly how: string; readonly restartInMs: number }[] = [];
  await new Promise<void>((resolve) => {
    const supervisor = new Supervisor('dataplane.cjs', {
      onReady: () => {},
      onMessage: () => {},
      onFatal: () => {},
      onLost: (how, restartInMs) => {
        lost.push({ how, restartInMs });
        if (lost.length === 2) void supervisor.stop('enough').then(() => resolve());
      },
    });
    supervisor.start();
  });
  expect(lost.map(({ restartInMs }) => restartInMs)).toEqual([500, 1000]);
  expect(lost[0]?.how).toMatch(/^cannot be started: .*ENOENT/);
});

test.each([
  ['left', "process.send({ type: 'applied', generation: 1 });"],
  ['died', ''],
])('a dataplane that is stopped has %s when it does "%s" with its model', async (how, says) => {
  const folder = mkdtempSync(join(tmpdir(), 'vipward-supervise-'));
  const entry = join(folder, 'dataplane.cjs');
  const ready = "process.send({ type: 'ready', pid: process.pid });";
  writeFileSync(
    entry,
    `process.on('message', ({ type }) => type === 'shutdown' && process.exit(0)); ${ready} ${says} process.send({ type: 'stopped' });`,
  );
  try {
    const ended = await new Promise<string>((resolve) => {
      const supervisor = new Supervisor(entry, {
        onReady: () => {},
        onMessage: ({ type }) => {
          if (type === 'stopped') void supervisor.stop('enough').then(resolve);
        },
        onFatal: () => {},
        onLost: () => {},
      });
      supervisor.start();
    });
    expect(ended).toBe(how);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
