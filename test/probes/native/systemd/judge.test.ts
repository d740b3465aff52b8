import { expect, test } from 'vitest';
import type { SystemdProbeConfig } from '../../../../src/model/probe/systemd.ts';
import { judgeUnit, readProperties } from '../../../../src/probes/native/systemd/judge.ts';

const unit = (changes: Partial<SystemdProbeConfig> = {}): SystemdProbeConfig => ({
  kind: 'systemd',
  unit: 'nginx.service',
  substate: 'running',
  warnRestarts: 'any',
  ...changes,
});
const state = (active: string, sub: string, more: Readonly<Record<string, string>> = {}) => ({
  LoadState: 'loaded',
  ActiveState: active,
  SubState: sub,
  NRestarts: '0',
  ...more,
});

test('the lines of systemctl show are read by name', () => {
  expect(readProperties('LoadState=loaded\nActiveState=active\nSubState=running\n')).toMatchObject({
    LoadState: 'loaded',
    ActiveState: 'active',
    SubState: 'running',
  });
});

test.each([
  [unit(), state('active', 'running'), 'ok', 'nginx.service is active (running)'],
  [unit(), state('reloading', 'reload'), 'ok', 'nginx.service is reloading (reload)'],
  [unit(), state('active', 'exited'), 'bad', 'nginx.service is active (exited), running wanted'],
  [unit({ substate: 'any' }), state('active', 'exited'), 'ok', 'nginx.service is active (exited)'],
  [unit(), state('failed', 'failed'), 'bad', 'nginx.service is failed (failed)'],
  [unit(), state('activating', 'auto-restart'), 'bad', 'nginx.service is activating (auto-restart)'],
  [
    unit(),
    state('inactive', 'dead', { LoadState: 'masked' }),
    'bad',
    'nginx.service is inactive (dead), and its file is masked',
  ],
  [
    unit(),
    state('inactive', 'dead', { LoadState: 'not-found' }),
    'broken',
    'there is no unit nginx.service (fix: systemctl list-units)',
  ],
  [
    unit({ warnRestarts: 3 }),
    state('active', 'running', { NRestarts: '3' }),
    'warn',
    'nginx.service is active (running), systemd has restarted it 3 times',
  ],
  [
    unit({ warnRestarts: 3 }),
    state('active', 'running', { NRestarts: '2' }),
    'ok',
    'nginx.service is active (running)',
  ],
  [unit(), {}, 'broken', 'systemctl says nothing of the state of nginx.service'],
])('NP-06 %j in state %j is %s', (config, found, result, detail) => {
  expect(judgeUnit(config, found)).toEqual({ result, detail });
});
