import { existsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { CheckHealth } from '../../src/health/check-state.ts';
import type { RunRecord } from '../../src/health/outcome.ts';
import type { CheckConfig } from '../../src/model/check.ts';
import { CheckRunner } from '../../src/probes/check-runner.ts';
import { checkConfig, checkHealth, scriptProbe } from '../support/configs.ts';
import { fixture, processesOfChecks, scriptFile } from './script/workshop.ts';

interface Seen {
  readonly record: RunRecord;
  readonly health: CheckHealth;
}

const runners: CheckRunner[] = [];
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
});

/** Starts a runner that is stopped after the test, and collects what it says. */
function watch(checks: readonly CheckConfig[]): { runner: CheckRunner; seen: Seen[]; remarks: string[] } {
  const seen: Seen[] = [];
  const remarks: string[] = [];
  const runner = new CheckRunner({
    result: (record, health) => seen.push({ record, health }),
    health: () => {},
    remark: (_check, text) => remarks.push(text),
    recovery: () => {},
  });
  runners.push(runner);
  runner.reload(checks, 'warn');
  return { runner, seen, remarks };
}

const check = (argv: readonly string[], changes: Partial<CheckConfig> = {}): CheckConfig =>
  checkConfig({ probe: scriptProbe(argv), intervalMs: 100, timeoutMs: 5000, ...changes });

const seenOf = (seen: readonly Seen[], name: string): readonly Seen[] =>
  seen.filter(({ health }) => health.check === name);

test('every run is reported, also when nothing changes', async () => {
  const { seen } = watch([check(['/bin/true'])]);
  await expect.poll(() => seen.length, { timeout: 5000 }).toBeGreaterThanOrEqual(4);
  for (const { health } of seen) expect(health).toEqual(checkHealth());
});

test('the first run is at once, whatever the interval', async () => {
  const { seen } = watch([check(['/bin/true'], { intervalMs: 60_000, timeoutMs: 60_000 })]);
  await expect.poll(() => seen.length, { timeout: 2000 }).toBe(1);
  expect(seen[0]?.record.lateMs).toBeLessThan(30_000);
});

test('RC-67 runs keep to their grid without drift', async () => {
  const { seen } = watch([check(['/bin/true'])]);
  await expect.poll(() => seen.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(26);
  // The slots, not the starts: a busy machine may be late once, the grid must not move for it. The first five move
  // towards the phase of the check.
  const slots = seen.slice(6, 26).map(({ record }) => record.startedAtMs - record.lateMs);
  const gaps = slots.slice(1).map((slot, index) => slot - (slots[index] ?? 0));
  for (const gapMs of gaps) {
    const intervals = Math.max(1, Math.round(gapMs / 100));
    expect(Math.abs(gapMs - intervals * 100)).toBeLessThan(45);
  }
});

test('RC-53 a slot that finds the check running is skipped, with one remark and no result', async () => {
  const { seen, remarks } = watch([check([fixture('endings/settle.sh'), '0.35'], { timeoutMs: 2000 })]);
  await expect.poll(() => seen.length, { timeout: 5000 }).toBe(3);
  expect(seen.every(({ health }) => health.health === 'up')).toBe(true);
  expect(remarks).toEqual(['nginx takes longer than its interval of 100 ms: runs are skipped']);
  const [first, second] = seen.map(({ record }) => record.startedAtMs);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(350);
});

test('a hanging check with its limit at the interval fails once an interval, not every second one', async () => {
  const { seen } = watch([check([fixture('hangs/hang.sh')], { intervalMs: 200, timeoutMs: 200, fall: 3 })]);
  await expect.poll(() => seen.length, { timeout: 5000 }).toBeGreaterThanOrEqual(5);
  // Were every second time skipped, no two runs would begin closer than two intervals.
  const starts = seen.map(({ record }) => record.startedAtMs);
  const gaps = starts.slice(1).map((startMs, index) => startMs - (starts[index] ?? 0));
  expect(gaps.some((gapMs) => gapMs < 400)).toBe(true);
});

test('fall counts failures in a row before a check that was up goes down', async () => {
  const counter = scriptFile('#!/bin/sh\necho x >> "$0.runs"\n[ "$(wc -l < "$0.runs")" -le 2 ]\n');
  const { seen } = watch([check([counter], { fall: 3 })]);
  await expect.poll(() => seen.length, { timeout: 5000 }).toBeGreaterThanOrEqual(6);
  expect(seen.slice(0, 6).map(({ health }) => health.health)).toEqual(['up', 'up', 'up', 'up', 'down', 'down']);
  expect(seen[2]?.health.reason).toBe('exit 1 (failure 1 of 3, still up)');
});

test('RC-64 a reload leaves an unchanged check running, with its count and its child', async () => {
  const slow = check([fixture('endings/settle.sh'), '0.6'], { intervalMs: 1000, timeoutMs: 1000 });
  const { runner, seen } = watch([slow]);
  await expect.poll(() => processesOfChecks('nginx').length, { timeout: 5000 }).toBeGreaterThan(0);
  const before = processesOfChecks('nginx');
  runner.reload([{ ...slow }], 'warn');
  // The script may have started its own child meanwhile.
  expect(processesOfChecks('nginx')).toEqual(expect.arrayContaining([...before]));
  await expect.poll(() => seen.length, { timeout: 5000 }).toBe(1);
  expect(seen[0]?.record.outcome).toEqual({ type: 'exited', code: 0 });
});

test('RC-64 a reload ends a changed check without a verdict and starts it anew', async () => {
  const { runner, seen } = watch([check([fixture('hangs/hang.sh')], { intervalMs: 5000, timeoutMs: 5000 })]);
  await expect.poll(() => processesOfChecks('nginx').length, { timeout: 5000 }).toBeGreaterThan(0);
  runner.reload([check(['/bin/true'], { intervalMs: 5000, timeoutMs: 5000 })], 'warn');
  await expect.poll(() => seen.length, { timeout: 5000 }).toBe(1);
  expect(seen[0]?.record).toMatchObject({ argv: ['/bin/true'], outcome: { type: 'exited', code: 0 } });
  await expect.poll(() => processesOfChecks('nginx')).toEqual([]);
});

test('a reload starts new checks and ends removed ones', async () => {
  const { runner, seen } = watch([check(['/bin/true'], { name: 'old' })]);
  await expect.poll(() => seenOf(seen, 'old').length, { timeout: 5000 }).toBeGreaterThan(0);
  runner.reload([check(['/bin/true'], { name: 'new' })], 'warn');
  await expect.poll(() => seenOf(seen, 'new').length, { timeout: 5000 }).toBeGreaterThan(0);
  const ended = seenOf(seen, 'old').length;
  await expect.poll(() => seenOf(seen, 'new').length, { timeout: 5000 }).toBeGreaterThan(3);
  expect(seenOf(seen, 'old').length).toBe(ended);
});

test('RC-62 a stop ends running checks within a second, without a result', async () => {
  const { runner, seen } = watch([
    check([fixture('hangs/hang.sh')], { name: 'hang', timeoutMs: 5000 }),
    check([fixture('hangs/ignore-term.sh')], { name: 'ignore', timeoutMs: 5000 }),
  ]);
  await expect.poll(() => processesOfChecks('hang', 'ignore').length, { timeout: 5000 }).toBeGreaterThanOrEqual(2);
  const startedMs = performance.now();
  await runner.stop();
  expect(performance.now() - startedMs).toBeLessThan(1500);
  expect(seen).toEqual([]);
  await expect.poll(() => processesOfChecks('hang', 'ignore')).toEqual([]);
});

test('a stop also waits for what a reload has just begun to end', async () => {
  const { runner } = watch([check([fixture('hangs/ignore-term.sh')], { name: 'ignored', timeoutMs: 5000 })]);
  await expect.poll(() => processesOfChecks('ignored').length, { timeout: 5000 }).toBeGreaterThan(0);
  const leader = Math.min(...processesOfChecks('ignored'));
  runner.reload([], 'warn');
  await runner.stop();
  // The script itself is reaped; a child of it that was killed with it may need a moment to be gone.
  expect(existsSync(`/proc/${leader}`)).toBe(false);
  await expect.poll(() => processesOfChecks('ignored')).toEqual([]);
});

test('many checks at once all get their first result', async () => {
  const checks = Array.from({ length: 40 }, (_, index) =>
    check(['/bin/true'], { name: `check-${index}`, intervalMs: 60_000, timeoutMs: 10_000 }),
  );
  const { seen } = watch(checks);
  await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(40);
  expect(new Set(seen.map(({ health }) => health.check)).size).toBe(40);
});
