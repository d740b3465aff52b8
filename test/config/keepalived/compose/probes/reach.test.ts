import { expect, test } from 'vitest';
import { faultsOf, GOOD, loadText } from '../../../loading.ts';

const withProbe = (block: string, around = ''): string =>
  GOOD.replace('vrrp_instance', `check gw {\n${around}\n${block}\n}\nvrrp_instance`).replace(
    'track_script {',
    'track_check {\n gw weight -30\n}\ntrack_script {',
  );
const probeOf = (block: string) => loadText(withProbe(block)).model?.checks[1]?.probe;

test('a ping of one gateway, with three packets', () => {
  expect(probeOf('ping {\n target 192.0.2.1\n}')).toEqual({
    kind: 'ping',
    targets: ['192.0.2.1'],
    need: 1,
    count: 3,
    replies: 1,
    spacingMs: 200,
    waitMs: 300,
    from: 'any',
    interface: 'any',
  });
});

test('several targets, each once, and everything that can be said of the packets', () => {
  const lines = `target 192.0.2.1\n target 192.0.2.2\n target 192.0.2.1\n need 2\n count 2\n replies 2\n
    spacing 100ms\n reply_within 0.5\n from 192.0.2.11\n interface eth0`;
  const said = {
    targets: ['192.0.2.1', '192.0.2.2'],
    need: 2,
    count: 2,
    replies: 2,
    spacingMs: 100,
    waitMs: 500,
    from: '192.0.2.11',
    interface: 'eth0',
  };
  expect(probeOf(`ping {\n${lines}\n}`)).toEqual({ kind: 'ping', ...said });
  expect(probeOf(`arp {\n${lines}\n}`)).toEqual({ kind: 'arp', ...said });
});

test.each([
  ['ping {\n need 1\n}', ['CONF-121', 'CONF-351']],
  ['arp {\n target 192.0.2.1\n}', ['CONF-121']],
  ['ping {\n target gateway\n}', ['CONF-206']],
  ['ping {\n target 2001:db8::1\n}', ['CONF-355']],
  ['ping {\n target 192.0.2.1\n from 2001:db8::1\n}', ['CONF-355']],
  ['ping {\n target 192.0.2.1\n need 2\n}', ['CONF-351']],
  ['ping {\n target 192.0.2.1\n count 1\n replies 2\n}', ['CONF-351']],
  ['ping {\n target 192.0.2.1\n count 10\n}', ['CONF-354']],
])('%j is refused with %j', (block, codes) => {
  expect(faultsOf(loadText(withProbe(block)))).toEqual(codes);
});

test('a longer time limit makes room for more packets', () => {
  const text = withProbe('ping {\n target 192.0.2.1\n count 10\n}', 'interval 5\n timeout 3');
  expect(faultsOf(loadText(text))).toEqual([]);
});
