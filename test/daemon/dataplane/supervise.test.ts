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
