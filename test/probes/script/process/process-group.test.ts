import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { killLeftovers } from '../../../../src/probes/script/process/process-group.ts';

test('RC-61 a group whose number was given to a new process is left alone', async () => {
  // It leads a group under the number that the run's group had.
  const newcomer = spawn('/bin/sleep', ['30'], { detached: true, stdio: 'ignore' });
  const pid = newcomer.pid ?? 0;
  expect(killLeftovers(pid)).toBe(0);
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  newcomer.kill('SIGKILL');
  await once(newcomer, 'exit');
  expect(killLeftovers(pid)).toBe(0);
});
