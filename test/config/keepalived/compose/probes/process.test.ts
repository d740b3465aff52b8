import { expect, test } from 'vitest';
import { codesOf, faultsOf, GOOD, loadText } from '../../../loading.ts';

const withProcess = (lines: string): string =>
  GOOD.replace('vrrp_instance', `check web {\n process {\n${lines}\n}\n}\nvrrp_instance`).replace(
    'track_script {',
    'track_check {\n web weight -30\n}\ntrack_script {',
  );
const probeOf = (lines: string) => loadText(withProcess(lines)).model?.checks[1]?.probe;

test('a pid file with the name that its process must have', () => {
  expect(probeOf('pidfile /run/nginx.pid\nname nginx\nchildren 1')).toEqual({
    kind: 'process',
    match: { by: 'pidfile', path: '/run/nginx.pid', name: 'nginx' },
    min: 1,
    max: 'unlimited',
    minChildren: 1,
    onDeath: 'decides',
  });
  expect(codesOf(loadText(withProcess('pidfile /run/nginx.pid\nname nginx')))).not.toContain('CONF-352');
});

test.each([
  ['name nginx', { by: 'name', name: 'nginx' }],
  ['name a-name-that-is-too-long', { by: 'name', name: 'a-name-that-is-' }],
  ['exe /usr/sbin/nginx', { by: 'exe', path: '/usr/sbin/nginx' }],
  [
    'cmdline "/java .*MycatStartup/"',
    { by: 'cmdline', holds: { type: 'pattern', source: 'java .*MycatStartup', flags: '' } },
  ],
  ['cmdline MycatStartup', { by: 'cmdline', holds: { type: 'text', text: 'MycatStartup' } }],
])('%s', (lines, match) => {
  expect(probeOf(lines)).toMatchObject({ match });
});

test('how many there may be; max 0 alone means none', () => {
  expect(probeOf('name nginx\nmin 2\nmax 8\nevent_decides off')).toMatchObject({ min: 2, max: 8, onDeath: 'counts' });
  expect(probeOf('name nginx\nmax 0')).toMatchObject({ min: 0, max: 0 });
});

test.each([
  ['min 1', 'CONF-121'],
  ['name nginx\nexe /usr/sbin/nginx', 'CONF-337'],
  ['pidfile /run/x.pid\nname x\nmin 2', 'CONF-337'],
  ['pidfile run/x.pid\nname x', 'CONF-306'],
  ['exe nginx', 'CONF-306'],
  ['name nginx\nmin 3\nmax 2', 'CONF-351'],
  ['cmdline "/(/"', 'CONF-331'],
])('%j is refused with %s', (lines, code) => {
  expect(faultsOf(loadText(withProcess(lines)))).toEqual([code]);
});
