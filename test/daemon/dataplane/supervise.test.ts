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

/** Says what its launches say, one after the other; leaves in order when it is asked to. */
const childSaying = (folder: string, launches: readonly string[]): string => {
  const entry = join(folder, 'dataplane.cjs');
  const counter = join(folder, 'launches');
  writeFileSync(
    entry,
    `const { appendFileSync, readFileSync } = require('node:fs');
process.on('message', ({ type }) => type === 'shutdown' && process.exit(0));
appendFileSync(${JSON.stringify(counter)}, '.');
process.send({ type: 'ready', pid: process.pid });
const say = ${JSON.stringify(launches)}[readFileSync(${JSON.stringify(counter)}).length - 1];
if (say.includes('applied')) process.send({ type: 'applied', generation: 1 });
if (say.includes('dies')) process.kill(process.pid, 'SIGKILL');
else process.send({ type: 'stopped' });`,
  );
  return entry;
};

test.each([
  { launches: ['applied'], ended: 'left', why: 'it removed what it held' },
  { launches: [''], ended: 'left', why: 'nobody held anything before it' },
  { launches: ['applied, dies', 'applied'], ended: 'left', why: 'it knows what the one before held' },
  { launches: ['applied, dies', ''], ended: 'died', why: 'it does not know yet what the one before held' },
  { launches: ['dies', ''], ended: 'died', why: 'the one before may have taken its model without saying so' },
])('a stop ends with "$ended" after $launches: $why', async ({ launches, ended }) => {
  const folder = mkdtempSync(join(tmpdir(), 'vipward-supervise-'));
  try {
    const seen = await new Promise<string>((resolve) => {
      const supervisor = new Supervisor(childSaying(folder, launches), {
        onReady: () => {},
        onMessage: ({ type }) => {
          if (type === 'stopped') void supervisor.stop('enough').then(resolve);
        },
        onFatal: () => {},
        onLost: () => {},
      });
      supervisor.start();
    });
    expect(seen).toBe(ended);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a stop while the dataplane is down: nobody answers for what it held', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vipward-supervise-'));
  try {
    const seen = await new Promise<string>((resolve) => {
      const supervisor = new Supervisor(childSaying(folder, ['applied, dies']), {
        onReady: () => {},
        onMessage: () => {},
        onFatal: () => {},
        onLost: () => void supervisor.stop('enough').then(resolve),
      });
      supervisor.start();
    });
    expect(seen).toBe('died');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
