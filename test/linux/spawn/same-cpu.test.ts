import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { onSameCpu, releaseCpu, startQuickly } from '../../../src/linux/spawn/same-cpu.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** The processors that a process may run on, as the kernel writes them: `0-1`. */
const allowed = (pid: number | 'self'): string =>
  /^Cpus_allowed_list:\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '';

function started(): number {
  const child = spawn('/bin/sleep', ['30'], { stdio: 'ignore' });
  children.push(child);
  return child.pid ?? 0;
}

test('while a child starts there is one processor, afterwards all for both', () => {
  const before = allowed('self');
  let during = '';
  const pid = onSameCpu(() => {
    during = allowed('self');
    const child = started();
    return { pid: child, result: child };
  });
  expect(during).toMatch(/^\d+$/);
  expect(allowed('self')).toBe(before);
  expect(allowed(pid)).toBe(before);
});

test('also when the start fails or throws', () => {
  const before = allowed('self');
  expect(onSameCpu(() => ({ pid: undefined, result: 'none' }))).toBe('none');
  expect(() =>
    onSameCpu(() => {
      throw new Error('broken');
    }),
  ).toThrow('broken');
  expect(allowed('self')).toBe(before);
});

test('a child that stayed bound is released with its own children', () => {
  const before = allowed('self');
  const pid = onSameCpu(() => ({ pid: undefined, result: started() }));
  releaseCpu(pid);
  expect(allowed(pid)).toBe(before);
});

test('wherever a child starts, it and its parent run everywhere afterwards', () => {
  const before = allowed('self');
  for (let start = 0; start < 40; start += 1) {
    const pid = startQuickly(() => {
      const child = started();
      return { pid: child, result: child };
    });
    expect([allowed('self'), allowed(pid)]).toEqual([before, before]);
  }
});
