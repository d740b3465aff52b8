import { expect, test } from 'vitest';
import { readFamily } from '../../../../../src/config/keepalived/compose/addresses/family.ts';
import type { IpAddress } from '../../../../../src/model/address.ts';
import { GOOD, HOST, loadText } from '../../../loading.ts';
import { loadYaml } from '../../../cluster/loading.ts';

const AUTH = /    authentication \{[^}]*\}\n/;
const overIpv6 = (addresses: readonly string[], lines = ''): string =>
  GOOD.replace(AUTH, '').replace(
    '        192.0.2.100/24\n    }\n',
    `        ${addresses.join('\n        ')}\n    }\n${lines}`,
  );

const messages = (text: string): readonly string[] =>
  loadText(text, { host: HOST }).diagnostics.map(({ code, message }) => `${code} ${message}`);

test('the first that says anything decides, and the rest is told what decided', () => {
  const text = overIpv6(['fe80::1', '192.0.2.100'], '    unicast_peer {\n        192.0.2.2\n    }\n');
  const found = loadText(text).diagnostics.filter(({ code }) => code === 'CONF-412');
  expect(found.map(({ message, related }) => [message, related?.[0]?.message])).toEqual([
    ['192.0.2.100 is not IPv6 like the rest of this instance', 'fe80::1 makes it IPv6'],
    ['peer 192.0.2.2 is not IPv6 like the rest of this instance', 'fe80::1 makes it IPv6'],
  ]);
});

test('without anything that says it, an instance is of IPv4', () => {
  const nothing = { entry: () => undefined, entries: () => [], lines: () => [] } as never;
  expect(readFamily(nothing, [], () => {})).toBe(4);
});

test('addresses of IPv6 are compared with those of the host in IPv6', () => {
  const eth0 = { name: 'eth0', mtuBytes: 1500 };
  const addresses = [
    { address: '192.0.2.11' as IpAddress, prefixLength: 24 },
    { address: 'fd00:9::11' as IpAddress, prefixLength: 64 },
  ];
  const host = { ...HOST, interfaces: [{ ...eth0, addresses }] };
  const said = (vip: string): readonly string[] =>
    loadText(overIpv6(['fe80::1', vip]), { host }).diagnostics.flatMap(({ code, message }) =>
      code.startsWith('CONF-5') ? [`${code} ${message}`] : [],
    );
  expect(said('fd00:9::100/64')).toEqual([]);
  expect(said('fd00:9::100')).toEqual(['CONF-501 fd00:9::100 has no prefix length: /128 is used']);
  expect(said('fd00:9::100/48')).toEqual(['CONF-503 /48 here, /64 on eth0']);
  expect(said('fd00:8::100/64')).toEqual(['CONF-502 fd00:8::100 is in no network of eth0 (fd00:9::11/64)']);
});

test('an advert over IPv6 lists 90 addresses at most, the rest is set without being advertised', () => {
  const vips = Array.from({ length: 92 }, (_, i) => `fd00:9::${(i + 256).toString(16)}/64`);
  const text = overIpv6(['fe80::1', ...vips]);
  expect(messages(text).filter((message) => message.startsWith('CONF-421'))).toEqual([
    'CONF-421 3 of 93 addresses are not advertised',
  ]);
  const [instance] = loadText(text).model?.instances ?? [];
  expect([instance?.vips.length, instance?.excludedVips.length]).toEqual([90, 3]);
});

test('a cluster file says the same; its nodes are found by IPv6 addresses however they are spelled', () => {
  const yaml = `nodes:
  web-a: { address: FD00:9:0::11, priority: 150 }
  web-b: { address: fd00:9::12, priority: 100 }
vrrp_instance:
  WEB:
    interface: eth0
    virtual_router_id: 73
    unicast: true
    virtual_ipaddress: [fd00:9::100/64]
`;
  const { model, diagnostics } = loadYaml(yaml, { node: 'web-a' });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(model?.instances).toMatchObject([
    {
      family: 6,
      version: 3,
      sourceAddress: 'fd00:9::11',
      cast: { mode: 'unicast', peers: [{ address: 'fd00:9::12' }] },
      knownNodes: [{ address: 'fd00:9::11' }, { address: 'fd00:9::12' }],
    },
  ]);
  const both = yaml
    .replace('FD00:9:0::11', '192.0.2.11, address6: FD00:9:0::11')
    .replace('fd00:9::12', '192.0.2.12, address6: fd00:9::12')
    .concat('  WEB4: { interface: eth0, virtual_router_id: 73, unicast: true, virtual_ipaddress: [192.0.2.100/24] }\n');
  const peers = loadYaml(both, { node: 'web-b' }).model?.instances.map(({ cast }) => cast);
  expect(peers).toMatchObject([{ peers: [{ address: 'fd00:9::11' }] }, { peers: [{ address: '192.0.2.11' }] }]);
  const halved = loadYaml(both.replace(', address6: fd00:9::12', ''), { node: 'web-a' }).diagnostics;
  expect(halved.filter(({ code }) => code === 'CONF-138').map(({ message }) => message)).toEqual([
    'node "web-b" has no address6, and unicast needs one',
  ]);
  const multicast = loadYaml(yaml.replace('    unicast: true\n', ''), { node: 'web-a' });
  expect(multicast.model?.instances).toMatchObject([{ family: 6, knownNodes: [] }]);
});
