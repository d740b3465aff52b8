import { expect, test } from 'vitest';
import { codesOf, GOOD, loadText } from '../../../loading.ts';

const withTcp = (lines: string): string =>
  GOOD.replace('vrrp_instance', `check port {\n tcp {\n${lines}\n}\n}\nvrrp_instance`).replace(
    'track_script {',
    'track_check {\n port weight -30\n}\ntrack_script {',
  );

test('a check of a port becomes part of the model, with the limit of a probe', () => {
  const { model } = loadText(withTcp('port 8066'));
  expect(model?.checks[1]).toMatchObject({
    name: 'port',
    probe: { kind: 'tcp', host: '127.0.0.1', port: 8066 },
    intervalMs: 1000,
    timeoutMs: 1000,
    firstResult: 'counts',
  });
  expect(model?.instances[0]?.trackedChecks).toMatchObject([{ name: 'chk' }, { name: 'port', weight: -30 }]);
});

test('without a port it is refused', () => {
  expect(codesOf(loadText(withTcp('host 192.0.2.1')))).toContain('CONF-121');
});
