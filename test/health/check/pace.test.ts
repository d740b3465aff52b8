import { expect, test } from 'vitest';
import { paceOf } from '../../../src/health/check/pace.ts';
import type { RunState } from '../../../src/health/check/run-state.ts';

const state = (health: 'unknown' | 'up' | 'down', sample: 'success' | 'failure' | 'none') => {
  const ok = { sample: 'success', level: 'ok', blame: 'none', reason: 'exit 0' } as const;
  const bad = { sample: 'failure', level: 'bad', blame: 'service', reason: 'exit 2' } as const;
  const last: RunState['last'] = sample === 'none' ? 'none' : sample === 'success' ? ok : bad;
  return { count: { health, counter: 0 }, last };
};

test.each([
  ['unknown', 'none', 'steady'],
  ['up', 'success', 'steady'],
  ['up', 'failure', 'changing'],
  ['down', 'failure', 'down'],
  ['down', 'success', 'changing'],
  ['unknown', 'success', 'steady'],
  ['down', 'none', 'steady'],
] as const)('a check that is %s, its last result a %s, is asked again at its %s pace', (health, sample, pace) => {
  expect(paceOf(state(health, sample))).toBe(pace);
});
