import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { closeInheritedOnExec } from '../../../../src/linux/process.ts';
import { own } from '../workshop.ts';
import { onBothBackends } from './both-backends.ts';

const held: number[] = [];
beforeAll(() => {
  expect(closeInheritedOnExec()).toMatchObject({ ok: true });
});
afterEach(() => releaseAll());

function releaseAll(): void {
  for (const fd of held.splice(0)) closeSync(fd);
}

const descriptors = (): number => readdirSync('/proc/self/fd').length;

/** Children of this process, also those that have ended and are not reaped. */
const children = (): readonly string[] =>
  readdirSync('/proc/self/task').flatMap((thread) => {
    const pids = readFileSync(`/proc/self/task/${thread}/children`, 'utf8').trim();
    return pids === '' ? [] : pids.split(' ');
  });

/** Takes every descriptor that the limit allows. */
function takeAllDescriptors(): void {
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch (error) {
    expect(error).toMatchObject({ code: 'EMFILE' });
  }
}

/** The soft limit of open descriptors, set from outside: a process cannot ask Node for it. */
const limitDescriptors = (limit: string): void => {
  expect(spawnSync('/usr/bin/prlimit', ['--pid', String(process.pid), `--nofile=${limit}:`]).status).toBe(0);
};

onBothBackends('what a run takes of the daemon', ({ complete }) => {
  test('RC-36 a script has 0, 1, 2 and what it opens itself, however many the daemon holds', async () => {
    for (let index = 0; index < 50; index += 1) held.push(openSync('/dev/null', 'r'));
    const { record } = await complete(['/bin/ls', '/proc/self/fd']);
    expect(record.stdout.head.trim().split('\n')).toEqual(['0', '1', '2', '3']);
  });

  test('RC-60 three hundred runs leave no descriptor and no zombie', { timeout: 60_000 }, async () => {
    await complete(['/bin/true']);
    const before = { descriptors: descriptors(), children: children() };
    for (let index = 0; index < 300; index += 1) {
      const { record } = await complete(['/bin/true']);
      expect(record.outcome).toEqual({ type: 'exited', code: 0 });
    }
    await complete(['/nowhere']);
    await complete(['/bin/true', 'x'.repeat(200_000)]);
    expect({ descriptors: descriptors(), children: children() }).toEqual(before);
  });

  test('RC-59 without descriptors a run says so, and the next one works', async () => {
    const limit = readFileSync('/proc/self/limits', 'utf8').match(/^Max open files +(\d+)/m)?.[1] ?? '';
    await complete(['/bin/true'], { credentials: own });
    const before = { descriptors: descriptors(), children: children() };
    limitDescriptors('256');
    takeAllDescriptors();
    // Enough for one pipe, not for two.
    for (const fd of held.splice(-3)) closeSync(fd);
    const { record, verdict } = await complete(['/bin/true'], { credentials: own });
    releaseAll();
    limitDescriptors(limit);
    expect(record.outcome).toMatchObject({ errno: 'EMFILE', diagnosis: { rule: 'no-descriptors' } });
    expect(verdict).toMatchObject({ sample: 'failure', blame: 'checker' });
    expect((await complete(['/bin/true'], { credentials: own })).verdict.sample).toBe('success');
    await expect.poll(() => ({ descriptors: descriptors(), children: children() })).toEqual(before);
  });
});
