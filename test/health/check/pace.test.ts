import { expect, test } from 'vitest';
import { paceMs } from '../../../src/health/check/pace.ts';
import type { RunState } from '../../../src/health/check/run-state.ts';

const PACES = { intervalMs: 1000, changingIntervalMs: 200, downIntervalMs: 5000 };

const state = (health: 'unknown' | 'up' | 'down', sample: 'success' | 'failure' | 'none') => {
  const ok = { sample: 'success', level: 'ok', blame: 'none', reason: 'exit 0' } as const;
  const bad = { sample: 'failure', level: 'bad', blame: 'service', reason: 'exit 2' } as const;
  const last: RunState['last'] = sample === 'none' ? 'none' : sample === 'success' ? ok : bad;
  return { count: { health, counter: 0 }, last };
};

test.each([
  ['unknown', 'none', 1000],
  ['up', 'success', 1000],
  ['up', 'failure', 200],
  ['down', 'failure', 5000],
  ['down', 'success', 200],
  ['unknown', 'success', 1000],
  ['down', 'none', 1000],
] as const)('a check that is %s, its last result a %s, is asked again after %i ms', (health, sample, intervalMs) => {
  expect(paceMs(state(health, sample), PACES)).toBe(intervalMs);
});
