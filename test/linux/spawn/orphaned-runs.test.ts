import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { endOrphanedRuns, isMain } from '../../../src/linux/spawn/orphaned-runs.ts';

const GONE_MAIN = 4_999_999;
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function started(env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn('/bin/sleep', ['30'], { detached: true, stdio: 'ignore', env });
  children.push(child);
  return child;
}

test('RC-63 the scripts of a main process that is gone are ended, and nobody else’s', async () => {
  const orphan = started({ VIPWARD_CHECK: 'a', VIPWARD_RUN_ID: `x-${GONE_MAIN}-1` });
  const others = [
    started({ VIPWARD_CHECK: 'a', VIPWARD_RUN_ID: `x-${process.pid}-1` }),
    started({ VIPWARD_INSTANCE: 'VI_1', VIPWARD_RUN_ID: `x-${GONE_MAIN}-2` }),
    started({}),
  ];
  const ended = once(orphan, 'exit');
  await expect.poll(() => endOrphanedRuns((pid) => pid === GONE_MAIN)).toBe(1);
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(others.map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null, null]);
});

test('a main process is known by its command line', () => {
  expect(isMain(GONE_MAIN)).toBe(false);
  expect(isMain(1)).toBe(false);
});
