import { describe, expect, test } from 'vitest';
import type { InstanceConfig } from '../../../../src/model/instance.ts';
import { faultsOf } from '../../loading.ts';
import { loadYaml, marksOf, PAIR } from '../loading.ts';

const instanceOf = (text: string, node: string): InstanceConfig | undefined =>
  loadYaml(text, { node }).model?.instances[0];

const changed = (...pairs: readonly (readonly [string, string])[]): string =>
  pairs.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, () => to);
  }, PAIR);

const OVERRIDE =
  'priority: 100, vrrp_instance: { WEB: { priority: 95, advert_int: 1, track_script: [] } }, global_defs: { router_id: b } }';

test('the pair of the tests draws no warning on either node', () => {
  for (const node of ['web-a', 'web-b']) expect(faultsOf(loadYaml(PAIR, { node }))).toEqual([]);
});

describe('what a node says counts before what all say', () => {
  const text = changed(
    ['priority: 100 }', OVERRIDE],
    ['virtual_router_id: 73', 'virtual_router_id: 73\n    priority: 10\n    interface: eth9'],
  );

  test('its entry for the instance, then its defaults, then the common part', () => {
    const [a, b] = ['web-a', 'web-b'].map((node) => instanceOf(text, node));
    expect(a).toMatchObject({ basePriority: 150, interface: 'eth0', trackedChecks: [{ name: 'chk' }] });
    expect(b).toMatchObject({ basePriority: 95, interface: 'eth0', trackedChecks: [] });
  });

  test('global settings too', () => {
    expect(loadYaml(text, { node: 'web-a' }).model).toMatchObject({ routerId: 'web-a', scriptSecurity: 'enforce' });
    expect(loadYaml(text, { node: 'web-b' }).model).toMatchObject({ routerId: 'b', scriptSecurity: 'enforce' });
  });

  test('blocks are merged key by key', () => {
    const secret = changed(
      ['virtual_router_id: 73', 'virtual_router_id: 73\n    authentication: { auth_type: PASS, auth_pass: one }'],
      ['priority: 100 }', 'priority: 100, vrrp_instance: { WEB: { authentication: { auth_pass: two } } } }'],
    );
    expect(marksOf(loadYaml(secret, { node: 'web-a' }))).toContain('CONF-607 authentication');
  });
});

describe('unicast', () => {
  const three = changed(['  web-b:', '  web-c: { address: 192.0.2.13, interface: eth0, priority: 50 }\n  web-b:']);

  test('goes to the addresses of the other nodes, from this one', () => {
    expect(instanceOf(three, 'web-a')).toMatchObject({
      sourceAddress: '192.0.2.11',
      cast: { mode: 'unicast', peers: [{ address: '192.0.2.13' }, { address: '192.0.2.12' }], ttl: 255 },
    });
    expect(instanceOf(three, 'web-c')).toMatchObject({ sourceAddress: '192.0.2.13', cast: { mode: 'unicast' } });
  });

  test('false is multicast', () => {
    expect(instanceOf(changed(['unicast: true', 'unicast: false']), 'web-a')?.cast.mode).toBe('multicast');
  });

  test('needs every address, and no second list', () => {
    expect(marksOf(loadYaml(changed(['address: 192.0.2.12, ', '']), { node: 'web-a' }))).toContain('CONF-138 web-b');
    const both = changed(['unicast: true', 'unicast: true\n    unicast_peer: [192.0.2.12]']);
    expect(marksOf(loadYaml(both, { node: 'web-a' }))).toContain('CONF-106 unicast_peer');
  });
});

const wishes = (text: string): readonly unknown[] =>
  ['web-a', 'web-b'].map((node) => instanceOf(text, node)?.wantedState);

describe('state, where nobody writes it', () => {
  test.each<[string, readonly (readonly [string, string])[], readonly [string, string]]>([
    ['the highest priority', [], ['master', 'backup']],
    ['nobody with nopreempt', [['unicast: true', 'unicast: true\n    nopreempt: true']], ['backup', 'backup']],
    ['nobody with preempt_delay', [['unicast: true', 'unicast: true\n    preempt_delay: 30']], ['backup', 'backup']],
    ['nobody among equals', [['priority: 100', 'priority: 150']], ['backup', 'backup']],
    [
      'as written',
      [['priority: 100 }', 'priority: 100, vrrp_instance: { WEB: { state: MASTER } } }']],
      ['backup', 'master'],
    ],
  ])('%s', (_what, pairs, states) => expect(wishes(changed(...pairs))).toEqual(states));
});

describe('what a cluster file means where it is silent', () => {
  test('rise and fall count from the start', () => {
    expect(loadYaml(PAIR, { node: 'web-a' }).model?.checks[0]?.firstResult).toBe('counts');
    const decides = changed(['weight: -60', 'weight: -60\n    first: decides']);
    expect(loadYaml(decides, { node: 'web-a' }).model?.checks[0]?.firstResult).toBe('decides');
  });

  test('the router id is the name of the node', () => {
    expect(loadYaml(PAIR, { node: 'web-b' }).model?.routerId).toBe('web-b');
  });
});

const known = (text: string, node: string): unknown => instanceOf(text, node)?.knownNodes;

describe('what a node knows of all nodes', () => {
  test('their addresses, and what they have at their best', () => {
    const gains = changed(['weight: -60', 'weight: 20'], ['priority: 150', 'priority: 110']);
    const both = [
      { address: '192.0.2.11', bestPriority: 130 },
      { address: '192.0.2.12', bestPriority: 120 },
    ];
    expect(known(gains, 'web-a')).toEqual(both);
    expect(known(gains, 'web-b')).toEqual(both);
  });

  test('the address that adverts come from, where one is written', () => {
    const text = changed(
      ['unicast: true', 'mcast_src_ip: 192.0.2.99'],
      ['priority: 100 }', 'priority: 100, vrrp_instance: { WEB: { mcast_src_ip: 192.0.2.98 } } }'],
    );
    expect(known(text, 'web-a')).toMatchObject([{ address: '192.0.2.99' }, { address: '192.0.2.98' }]);
  });

  test('nothing, where one address is not known', () => {
    expect(known(changed(['address: 192.0.2.12, ', ''], ['unicast: true', 'unicast: false']), 'web-a')).toEqual([]);
  });

  test('and a node whose checks fail keeps the address, unless the file says otherwise', () => {
    expect(instanceOf(PAIR, 'web-a')?.allBad).toBe('keep');
    expect(instanceOf(changed(['unicast: true', 'unicast: true\n    all_bad: release']), 'web-a')?.allBad).toBe(
      'release',
    );
    expect(instanceOf(changed(['global_defs: {', 'global_defs: { all_bad: release,']), 'web-a')?.allBad).toBe(
      'release',
    );
  });
});

describe('nodes that cannot be', () => {
  test.each<[string, string, string, string]>([
    ['a node that is a list', 'web-b: {', 'web-b: [], web-c: {', 'CONF-130 '],
    ['an unknown key', 'address: 192.0.2.12', 'adress: 192.0.2.12', 'CONF-101 adress'],
    ['an address that is none', 'address: 192.0.2.12', 'address: web-b', 'CONF-206 web-b'],
    ['the same address', 'address: 192.0.2.12', 'address: 192.0.2.11', 'CONF-139 web-b'],
    ['the same name', 'web-b: {', 'WEB-A: {', 'CONF-139 WEB-A'],
    ['an instance of its own', 'priority: 100 }', 'priority: 100, vrrp_instance: { WEBB: {} } }', 'CONF-137 WEBB'],
    ['a list of interfaces', 'priority: 100 }', 'priority: [1] }', 'CONF-134 priority'],
    ['instances as a list', 'priority: 100 }', 'priority: 100, vrrp_instance: [WEB] }', 'CONF-134 vrrp_instance'],
  ])('%s', (_what, from, to, mark) => {
    const marks = marksOf(loadYaml(changed([from, to]), { node: 'web-a' }));
    expect(
      marks.some((found) => found.startsWith(mark)),
      marks.join('; '),
    ).toBe(true);
  });

  test('nodes as a list, and more than 32 of them', () => {
    const list = PAIR.replace(/nodes:\n(?: .*\n)+/, 'nodes: [web-a, web-b]\n');
    expect(marksOf(loadYaml(list))).toContain('CONF-134 nodes');
    const many = Array.from({ length: 33 }, (_, n) => `  n${n}: { priority: ${n + 1} }\n`).join('');
    expect(marksOf(loadYaml(PAIR.replace(/nodes:\n(?: .*\n)+/, `nodes:\n${many}`), { node: 'n1' }))).toContain(
      'CONF-132 n32',
    );
  });
});

describe('findings of several nodes', () => {
  test('what all draw is said once, what one draws names it', () => {
    const text = changed(['priority: 100 }', 'priority: 300 }'], ['weight: -60', 'weight: x']);
    const { diagnostics } = loadYaml(text, { node: 'web-a' });
    const errors = diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ code, message }) => `${code} ${message}`);
    expect(errors).toEqual(['CONF-202 priority must be 1 to 255 (node web-b)', 'CONF-201 "x" is not a number']);
  });

  test('an error of another node keeps this one from starting: the file is the same everywhere', () => {
    expect(loadYaml(changed(['priority: 100 }', 'priority: 300 }']), { node: 'web-a' }).model).toBeUndefined();
  });
});
