import { expect, test } from 'vitest';
import type { Diagnosis, Outcome } from '../../src/health/outcome.ts';
import { HostTroubles } from '../../src/probes/host-troubles.ts';

const failed = (rule: Diagnosis['rule']): Outcome => ({
  type: 'spawnFailed',
  errno: 'EAGAIN',
  diagnosis: { rule, path: '/x', detail: 'this host cannot start another process for /x', fix: 'look at ulimit -u' },
});

test('RC-58 RC-59 what hits every check is said once for the host, and again after checks could be started', () => {
  const troubles = new HostTroubles();
  expect(troubles.after(failed('no-processes'))).toMatch(/^no check can be started: this host cannot .* \(fix: /);
  expect(troubles.after(failed('no-processes'))).toBeUndefined();
  expect(troubles.after(failed('no-descriptors'))).toMatch(/^no check can be started/);
  expect(troubles.after({ type: 'exited', code: 1 })).toBeUndefined();
  expect(troubles.after(failed('no-processes'))).toBeDefined();
});

test('what concerns one check only is not said here', () => {
  expect(new HostTroubles().after(failed('script-missing'))).toBeUndefined();
});
