import { expect, test } from 'vitest';
import { faultsOf, GOOD, loadText } from '../../../loading.ts';

const withUnit = (lines: string): string =>
  GOOD.replace('vrrp_instance', `check web {\n systemd {\n${lines}\n}\n}\nvrrp_instance`).replace(
    'track_script {',
    'track_check {\n web weight -30\n}\ntrack_script {',
  );

test.each([
  ['unit nginx', { unit: 'nginx.service', substate: 'running', warnRestarts: 'any' }],
  ['unit nginx.service\nsubstate any', { unit: 'nginx.service', substate: 'any', warnRestarts: 'any' }],
  ['unit mycat@blue.service\nwarn_restarts 3', { unit: 'mycat@blue.service', substate: 'running', warnRestarts: 3 }],
  ['unit data.mount', { unit: 'data.mount', substate: 'any', warnRestarts: 'any' }],
  ['unit org.example.app', { unit: 'org.example.app.service', substate: 'running', warnRestarts: 'any' }],
])('%j', (lines, expected) => {
  expect(loadText(withUnit(lines)).model?.checks[1]?.probe).toEqual({ kind: 'systemd', ...expected });
});

test.each([
  ['substate running', 'CONF-121'],
  ['unit --version', 'CONF-356'],
  ['unit /etc/systemd/system/x.service', 'CONF-356'],
])('%j is refused with %s', (lines, code) => {
  expect(faultsOf(loadText(withUnit(lines)))).toEqual([code]);
});
