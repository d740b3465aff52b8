import { expect, test } from 'vitest';
import { countsAsBadAfterMs, detectionMs } from '../../../src/health/recover/worst-case.ts';
import type { RecoverConfig } from '../../../src/model/check.ts';
import { checkConfig } from '../../support/configs.ts';

const recover: RecoverConfig = {
  run: { argv: ['/bin/systemctl', 'restart', 'nginx'], user: 'daemon' },
  attempts: 2,
  backoffMs: 1000,
  maxBackoffMs: 30_000,
  withinMs: 5000,
  settleMs: 1000,
  failureTimeoutMs: 600_000,
};

test('the example of the design: interval 1 s, fall 2, timeout 1 s, within 5 s', () => {
  const check = checkConfig({ intervalMs: 1000, fall: 2, timeoutMs: 1000 });
  expect(detectionMs(check, 1000)).toBe(3000);
  expect(countsAsBadAfterMs(check, 1000)).toBe(3000);
  expect(countsAsBadAfterMs({ ...check, recover }, 1000)).toBe(8000);
  expect(countsAsBadAfterMs({ ...check, recover: { ...recover, withinMs: 0 } }, 1000)).toBe(3000);
});

test('a faster pace in doubt shortens it, a run that outlasts its slot does not', () => {
  const check = checkConfig({ intervalMs: 2000, changingIntervalMs: 200, fall: 3, timeoutMs: 100 });
  expect(detectionMs(check, 2000)).toBe(2000 + 2 * 200 + 100);
  expect(detectionMs({ ...check, timeoutMs: 500 }, 2000)).toBe(2000 + 2 * 600 + 500);
});

test('a schedule is as slow as its longest gap', () => {
  expect(detectionMs(checkConfig({ timeoutMs: 1000 }), 86_400_000)).toBe(86_401_000);
});
