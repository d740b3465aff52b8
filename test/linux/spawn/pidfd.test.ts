import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { orThrow } from '../../../src/linux/libc.ts';
import { openPidfd, watchProcess } from '../../../src/linux/spawn/pidfd.ts';
import { orphan, programCalled } from '../../support/orphans.ts';

test('NP-03 the end of a process that is not our child is told once, at once', async () => {
  const { pid, kill } = orphan(programCalled('sleeper'), '60');
  let told = 0;
  const gone = new Promise<number>((resolve) => {
    const pidfd = orThrow(
      watchProcess(pid, () => {
        told += 1;
        expect(pidfd.isClosed).toBe(true);
        resolve(performance.now());
      }),
    );
  });
  const killedMs = performance.now();
  kill();
  expect((await gone) - killedMs).toBeLessThan(2000);
  await new Promise(setImmediate);
  expect(told).toBe(1);
});

test('a closed watch says nothing', async () => {
  const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
  let told = 0;
  orThrow(watchProcess(child.pid ?? 0, () => (told += 1))).close();
  child.kill('SIGKILL');
  await once(child, 'exit');
  await new Promise(setImmediate);
  expect(told).toBe(0);
});

test('a process that is gone cannot be watched', async () => {
  const child = spawn('/bin/true', { stdio: 'ignore' });
  await once(child, 'exit');
  expect(openPidfd(child.pid ?? 0)).toMatchObject({ ok: false, error: { errno: 'ESRCH' } });
});
