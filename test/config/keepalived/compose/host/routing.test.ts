import { describe, expect, test } from 'vitest';
import { itemText } from '../../../../../src/model/host/item.ts';
import type { CarriedItem, HostItem } from '../../../../../src/model/host/item.ts';
import { codesOf, GOOD, HOST, loadText } from '../../../loading.ts';

const blockOf = (name: string, lines: string): string => (lines === '' ? '' : `    ${name} {\n${lines}\n    }\n`);

function carrying(routes: string, rules = ''): ReturnType<typeof loadText> {
  const blocks = blockOf('virtual_routes', routes) + blockOf('virtual_rules', rules);
  return loadText(GOOD.replace('    track_script', `${blocks}    track_script`), { host: HOST });
}

const carriedIn = (routes: string, rules = ''): readonly CarriedItem[] =>
  carrying(routes, rules).model?.instances[0]?.carried ?? [];

const faults = (routes: string, rules = ''): string[] =>
  carrying(routes, rules)
    .diagnostics.filter(({ severity }) => severity !== 'info')
    .map(({ code, message }) => `${code} ${message}`);

const load = (text: string) => loadText(text, { host: HOST });
const texts = (items: readonly HostItem[] | undefined): readonly string[] | undefined => items?.map(itemText);

describe('routes', () => {
  test.each<[string, string]>([
    ['10.1.0.0/16 via 192.0.2.1', 'route 10.1.0.0/16 via 192.0.2.1'],
    ['default via 192.0.2.1 dev eth0 metric 5', 'route default via 192.0.2.1 dev eth0 metric 5'],
    ['unicast inet 10.1.0.0/16 oif eth0 table 100', 'route 10.1.0.0/16 dev eth0 table 100'],
    ['blackhole 10.1.0.0/16', 'route blackhole 10.1.0.0/16'],
    ['10.1.2.3 dev eth0 preference 0x10', 'route 10.1.2.3/32 dev eth0 metric 16'],
    ['inet6 default dev eth0', 'route default dev eth0'],
    ['fd00:1::/32 via fd00::1', 'route fd00:1::/32 via fd00::1'],
    ['local 10.1.0.0/16 dev lo', 'route local 10.1.0.0/16 dev lo table 255'],
  ])('%s', (line, text) => {
    expect(faults(line)).toEqual([]);
    expect(carriedIn(line).map(itemText)).toEqual([text]);
  });

  test('every word finds its place', () => {
    const line =
      '10.1.0.0/16 via 192.0.2.1 dev eth0 src 192.0.2.100 scope link tos 16 onlink proto static mtu 1400 initcwnd 20 no_track';
    expect(carriedIn(line)).toEqual([
      {
        kind: 'route',
        route: {
          type: 'unicast',
          to: { address: '10.1.0.0', length: 16 },
          via: '192.0.2.1',
          device: 'eth0',
          source: '192.0.2.100',
          table: 254,
          scope: 253,
          tos: 16,
          onlink: 'yes',
          protocol: 4,
          metrics: { mtu: 1400, initcwnd: 20 },
          tracking: 'ignore',
        },
      },
    ]);
  });

  test('the family of default follows its gateway; the scope is as ip chooses it', () => {
    const [gateway, link] = carriedIn('default via fd00::1\n10.1.0.0/16 dev eth0');
    expect(gateway).toMatchObject({ route: { to: { address: '::', length: 0 }, scope: 0 } });
    expect(link).toMatchObject({ route: { scope: 253, protocol: 'ours', tracking: 'track' } });
  });

  test('what only tunes a connection is left out by name; what decides where packets go is refused', () => {
    expect(faults('10.1.0.0/16 dev eth0 rtt 10ms congctl bbr')).toEqual([
      'CONF-800 "rtt" is not supported in a route, ignored',
      'CONF-800 "congctl" is not supported in a route, ignored',
    ]);
    expect(carriedIn('10.1.0.0/16 dev eth0 rtt 10ms')).toHaveLength(1);
    expect(faults('10.1.0.0/16 nexthop via 192.0.2.1 weight 1')[0]).toBe(
      'CONF-804 "nexthop" is not supported in a route',
    );
    expect(faults('multicast 224.0.0.0/4 dev eth0')).toEqual(['CONF-804 "multicast" routes are not supported']);
  });

  test.each<[string, string]>([
    ['10.1.0.0/16', 'CONF-518 a route needs via or dev'],
    ['10.1.0.7/16 dev eth0', 'CONF-518 10.1.0.7/16 is an address within a network, not a network'],
    ['10.1.0.0/33 dev eth0', 'CONF-208 "/33" is not a prefix length'],
    ['elsewhere dev eth0', 'CONF-518 "elsewhere" is neither default nor a network'],
    ['inet6 10.1.0.0/16 dev eth0', 'CONF-518 10.1.0.0/16 is not IPv6 like the rest of this line'],
    ['10.1.0.0/16 via fd00::1', 'CONF-518 via fd00::1 is not IPv4 like the route'],
    ['10.1.0.0/16 dev', 'CONF-518 "dev" needs a value'],
    ['10.1.0.0/16 dev eth0 table mine', 'CONF-518 table "mine": use default, main, local or a number up to 4294967295'],
    ['10.1.0.0/16 dev eth0 metrik 5', 'CONF-518 "metrik" is not a word of a route'],
    ['10.1.0.0/16 dev eth9', 'CONF-210 no interface "eth9" on this host'],
    ['10.1.0.0/16 dev eth0 track_group G', 'CONF-518 track_group is for static routes and rules'],
    ['default gw 192.0.2.1', 'CONF-516 "gw" is an old word for "via"'],
    ['default6 via fd00::1', 'CONF-516 "default6" is an old word for "inet6 default"'],
  ])('%s: %s', (line, fault) => {
    expect(faults(line)).toContain(fault);
  });
});

describe('rules', () => {
  test.each<[string, string]>([
    ['from 10.1.0.0/16 lookup 100', 'rule from 10.1.0.0/16 table 100'],
    ['to 10.1.2.3 table 100 order 7', 'rule to 10.1.2.3/32 table 100 priority 7'],
    ['not from all iif eth0 fwmark 3 prohibit', 'rule not iif eth0 fwmark 3 prohibit'],
    ['inet6 dev eth0 oif eth1 table local', 'rule iif eth0 oif eth1 table 255'],
  ])('%s', (line, text) => {
    expect(faults('', line)).toEqual([]);
    expect(carriedIn('', line).map(itemText)).toEqual([text]);
  });

  test('a mark has a mask; the family is that of the addresses, or named', () => {
    expect(carriedIn('', 'from fd00:1::/32 fwmark 0x3/0xff table 100')).toMatchObject([
      { rule: { family: 6, mark: { value: 3, mask: 255 } } },
    ]);
    expect(carriedIn('', 'fwmark 3 table 100')).toMatchObject([
      { rule: { family: 4, mark: { value: 3, mask: 0xffff_ffff } } },
    ]);
  });

  test.each<[string, string]>([
    ['from 10.1.0.0/16', 'CONF-518 a rule needs a table, or what becomes of the packets'],
    ['from 10.1.0.0/16 to fd00::/16 table 100', 'CONF-518 fd00::/16 is not IPv4 like the rest of this line'],
    ['fwmark x table 100', 'CONF-518 "x" is no mark: use N or N/MASK'],
    ['from 10.1.0.0/16 uidrange 1-2 table 100', 'CONF-804 "uidrange" is not supported in a rule'],
  ])('%s: %s', (line, fault) => {
    expect(faults('', line)).toContain(fault);
  });
});

describe('static lines', () => {
  const STATICS = `static_ipaddress {
    10.88.0.1/24
    10.88.1.1/24 dev eth1 no_track
}
static_routes {
    10.4.0.0/16 via 10.88.0.254 dev eth1 track_group G
}
static_rules {
    from 10.4.0.0/16 table 100
}
`;
  const GROUP = 'track_group G {\n    group {\n        WEB\n    }\n}\n';

  test('are a configuration of their own; an address without dev is on the default interface', () => {
    const globals = 'global_defs {\n    default_interface eth2\n}\n';
    expect(codesOf(load(STATICS.replace(' track_group G', '')))).toEqual([]);
    expect(texts(load(STATICS).model?.statics)).toEqual([
      'address 10.88.0.1/24 on eth0',
      'address 10.88.1.1/24 on eth1',
      'route 10.4.0.0/16 via 10.88.0.254 dev eth1',
      'rule from 10.4.0.0/16 table 100',
    ]);
    expect(texts(load(globals + STATICS).model?.statics)?.[0]).toBe('address 10.88.0.1/24 on eth2');
  });

  test('an instance of their track_group needs their interfaces', () => {
    const { model } = load(GROUP + STATICS + GOOD);
    expect(model?.instances[0]?.trackedInterfaces).toEqual([
      { name: 'eth1', weight: 0, warnWeight: 'weight', reverse: 'normal' },
    ]);
    expect(load(STATICS.replace(' track_group G', '') + GOOD).model?.instances[0]?.trackedInterfaces).toEqual([]);
  });

  test.each<[string, string]>([
    [STATICS + GOOD, 'there is no track_group "G"'],
    [GROUP.replace('WEB', 'WEBB') + STATICS + GOOD, 'there is no vrrp_instance "WEBB"'],
    [GROUP + STATICS.replace('group G', 'group G no_track') + GOOD, 'track_group beside no_track has no effect'],
  ])('a track_group without effect is named: %#', (text, message) => {
    expect(load(text).diagnostics.find(({ code }) => code === 'CONF-519')?.message).toBe(message);
  });
});
