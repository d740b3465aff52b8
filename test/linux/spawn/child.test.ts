import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { orThrow } from '../../../src/linux/libc.ts';
import { OwnedFd } from '../../../src/linux/fd.ts';
import { type ChildStatus, watchChild } from '../../../src/linux/spawn/child.ts';
import { ProgramImage } from '../../../src/linux/spawn/posix-spawn.ts';

const O_WRONLY = 1;

/** Starts a shell command whose output nobody reads. */
function start(command: string): number {
  const nowhere = orThrow(OwnedFd.open('/dev/null', O_WRONLY));
  const image = new ProgramImage({ argv: ['/bin/sh', '-c', command], environment: {}, cwd: '/' });
  const pid = image.start({ variable: 'N=1', stdout: nowhere, stderr: nowhere });
  nowhere.close();
  return orThrow(pid);
}

const endOf = (pid: number, ending = (): void => {}): Promise<ChildStatus> =>
  new Promise((resolve) => watchChild(pid, { ending, ended: resolve }));

test('the end of a child comes with its exit code', async () => {
  expect(await endOf(start('exit 3'))).toEqual({ type: 'exited', code: 3 });
});

test.each(['SIGKILL', 'SIGABRT', 'SIGUSR1', 'SIGIO'])(
  'the end of a child by %s comes with the name',
  async (signal) => {
    const pid = start(`kill -${signal.slice(3)} $$`);
    expect(await endOf(pid)).toEqual({ type: 'signaled', signal });
  },
);

test('a signal without a name is shown by its number, and is no exit', async () => {
  expect(await endOf(start('kill -40 $$'))).toEqual({ type: 'signaled', signal: 'signal 40' });
});

test('the pid is taken while the child is ending, and free when it has ended', async () => {
  const pid = start('exit 0');
  const seen: boolean[] = [];
  await endOf(pid, () => seen.push(existsSync(`/proc/${pid}`)));
  seen.push(existsSync(`/proc/${pid}`));
  expect(seen).toEqual([true, false]);
});

test('children of child_process and ours end side by side, each with its own code', async () => {
  const codes = Array.from({ length: 40 }, (_, index) => index);
  const ours = codes.map((code) => endOf(start(`exit ${code}`)));
  const theirs = codes.map(async (code) => {
    const child = spawn('/bin/sh', ['-c', `exit ${code + 100}`], { stdio: 'ignore' });
    return (await once(child, 'exit'))[0] as number;
  });
  expect(await Promise.all(ours)).toEqual(codes.map((code) => ({ type: 'exited', code })));
  expect(await Promise.all(theirs)).toEqual(codes.map((code) => code + 100));
});
