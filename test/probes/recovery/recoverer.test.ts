import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { CheckHealth } from '../../../src/health/check-health.ts';
import type { RecoverConfig } from '../../../src/model/check.ts';
import { CheckRunner } from '../../../src/probes/check-runner.ts';
import type { RecoveryNews } from '../../../src/probes/recovery/recoverer.ts';
import { checkConfig, scriptProbe } from '../../support/configs.ts';
import { scriptFile, tempDir } from '../script/workshop.ts';

const runners: CheckRunner[] = [];
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
});

interface Seen {
  readonly healths: CheckHealth[];
  readonly news: RecoveryNews['did'][];
  readonly kill: () => void;
}

/** A service that is a file, its check, and what is to bring it back. The file is there until `kill`. */
function watch(recovery: (service: string) => string, changes: Partial<RecoverConfig> = {}): Seen {
  const service = join(tempDir(), 'alive');
  writeFileSync(service, '');
  const healths: CheckHealth[] = [];
  const news: RecoveryNews['did'][] = [];
  const runner = new CheckRunner({
    result: (_record, health) => healths.push(health),
    health: (health) => healths.push(health),
    remark: () => {},
    recovery: (_check, { did }) => news.push(did),
  });
  runners.push(runner);
  const recover: RecoverConfig = {
    run: { argv: [scriptFile(`#!/bin/sh\n${recovery(service)}\n`)], user: 'daemon' },
    attempts: 1,
    backoffMs: 100,
    maxBackoffMs: 1000,
    withinMs: 60_000,
    settleMs: 20,
    failureTimeoutMs: 600_000,
    ...changes,
  };
  const probe = scriptProbe(['/usr/bin/test', '-e', service]);
  runner.reload([checkConfig({ probe, intervalMs: 50, timeoutMs: 5000, recover })], 'warn');
  return { healths, news, kill: () => rmSync(service) };
}

const upAt = (seen: Seen): Promise<unknown> =>
  expect.poll(() => seen.healths.at(-1)?.health, { timeout: 10_000 }).toBe('up');
const wasDown = ({ healths }: Seen): boolean => healths.some(({ health }) => health === 'down');

test('TR-25 a service that comes back in time was never down, and the recovery is told', async () => {
  const seen = watch((service) => `touch ${service}`);
  await upAt(seen);
  seen.kill();
  await expect.poll(() => seen.news, { timeout: 20_000 }).toEqual(['started', 'ended', 'recovered']);
  expect(wasDown(seen)).toBe(false);
  expect(seen.healths.some(({ flags }) => flags.includes('recovering'))).toBe(true);
});

test('TR-25 a recovery that hangs holds the failure back no longer than its time', async () => {
  const seen = watch(() => 'sleep 30', { withinMs: 300 });
  await upAt(seen);
  seen.kill();
  await expect.poll(() => wasDown(seen), { timeout: 20_000 }).toBe(true);
  expect(seen.news.slice(0, 2)).toEqual(['started', 'letGo']);
});

test('TR-25 a recovery that fails lets the check go down at once', async () => {
  const seen = watch(() => 'exit 1');
  await upAt(seen);
  seen.kill();
  // Within a minute it would have been held back.
  await expect.poll(() => wasDown(seen), { timeout: 20_000 }).toBe(true);
  await expect.poll(() => seen.news).toEqual(['started', 'ended', 'letGo', 'gaveUp']);
});

test('TR-25 with nothing to wait for the check is down at once, and is helped up beside it', async () => {
  const seen = watch((service) => `sleep 0.2; touch ${service}`, { withinMs: 0 });
  await upAt(seen);
  seen.kill();
  await expect.poll(() => wasDown(seen), { timeout: 20_000 }).toBe(true);
  expect(seen.healths.some(({ flags }) => flags.includes('recovering'))).toBe(false);
  await upAt(seen);
});
