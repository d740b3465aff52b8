import { expect, test } from 'vitest';
import { afterVerdict, initialCheckState } from '../../src/health/check-state.ts';
import { type Verdict } from '../../src/health/verdict.ts';
import { checkConfig } from '../support/configs.ts';

const success: Verdict = { sample: 'success', blame: 'none', reason: 'exit 0' };
const failure: Verdict = { sample: 'failure', blame: 'service', reason: 'exit 1: refused' };
const nothing: Verdict = { sample: 'none', blame: 'none', reason: 'skipped: overlap' };

test('a check without a result is unknown and blames nobody', () => {
  expect(initialCheckState(checkConfig()).health).toEqual({
    check: 'nginx',
    health: 'unknown',
    blame: 'none',
    reason: 'no result yet',
  });
});

test('init_fail is down before the first result and says why', () => {
  expect(initialCheckState(checkConfig({ initial: 'down' })).health).toMatchObject({
    health: 'down',
    reason: 'no result yet (init_fail)',
  });
});

test('a failure below fall leaves the check up and shows the count', () => {
  const config = checkConfig({ fall: 3 });
  const once = afterVerdict(afterVerdict(initialCheckState(config), success, config), failure, config);
  expect(once.health).toMatchObject({ health: 'up', reason: 'exit 1: refused (failure 1 of 3, still up)' });
  const twice = afterVerdict(once, failure, config);
  expect(twice.health.reason).toBe('exit 1: refused (failure 2 of 3, still up)');
  expect(afterVerdict(twice, failure, config).health).toEqual({
    check: 'nginx',
    health: 'down',
    blame: 'service',
    reason: 'exit 1: refused',
  });
});

test('a success below rise leaves the check down and shows the count', () => {
  const config = checkConfig({ rise: 2 });
  const down = afterVerdict(initialCheckState(config), failure, config);
  expect(afterVerdict(down, success, config).health).toMatchObject({
    health: 'down',
    reason: 'exit 0 (success 1 of 2, still down)',
  });
});

test('a verdict without a sample changes nothing', () => {
  const config = checkConfig();
  const up = afterVerdict(initialCheckState(config), success, config);
  expect(afterVerdict(up, nothing, config)).toBe(up);
});
