import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../../../src/model/address.ts';
import type { HostFacts } from '../../../../src/config/host-facts.ts';
import { HOST } from '../../loading.ts';
import { loadYaml, PAIR, type YamlOptions } from '../loading.ts';

const hostWith = (...addresses: readonly string[]): HostFacts => ({
  ...HOST,
  interfaces: addresses.map((address) => ({
    name: 'eth0',
    mtuBytes: 1500,
    addresses: [{ address: address as IpAddress, prefixLength: 24 }],
  })),
});

/** The node, or why there is none. */
function found(options: YamlOptions): string | undefined {
  const { node, diagnostics, model } = loadYaml(PAIR, options);
  const reason = diagnostics.find(({ code }) => code === 'CONF-615');
  expect(model === undefined).toBe(node === undefined);
  expect(reason === undefined).toBe(node !== undefined);
  return node ?? `${reason?.message}; ${reason?.help}`;
}

const CHOOSE = 'choose with --node or VIPWARD_NODE: web-a, web-b';

describe('a host finds itself in the file', () => {
  test.each<[string, YamlOptions, string]>([
    ['by the name it is given', { node: 'web-b', hostName: 'web-a' }, 'web-b'],
    ['by a name that no node has', { node: 'web-c' }, 'there is no node "web-c"; did you mean "web-a"?'],
    ['by its host name', { hostName: 'web-b' }, 'web-b'],
    ['by its host name in other letters', { hostName: 'WEB-B' }, 'web-b'],
    ['by its host name up to the first dot', { hostName: 'web-b.example.org' }, 'web-b'],
    ['by its address', { hostName: 'other', host: hostWith('192.0.2.12') }, 'web-b'],
    ['by name and address', { hostName: 'web-b', host: hostWith('192.0.2.12') }, 'web-b'],
    ['by name, with an address of nobody', { hostName: 'web-b', host: hostWith('192.0.2.99') }, 'web-b'],
    [
      'not when name and address disagree',
      { hostName: 'web-a', host: hostWith('192.0.2.12') },
      `this host is named like node "web-a" and has the address of node "web-b"; ${CHOOSE}`,
    ],
    [
      'not when it has the addresses of two',
      { hostName: 'other', host: hostWith('192.0.2.11', '192.0.2.12') },
      `this host has the addresses of two nodes: "web-a" and "web-b"; ${CHOOSE}`,
    ],
    [
      'not when nothing fits',
      { hostName: 'other', host: hostWith('127.0.0.1', '192.0.2.99') },
      `no node matches this host: its name is other, its addresses are 192.0.2.99; ${CHOOSE}`,
    ],
  ])('%s', (_what, options, answer) => expect(found(options)).toBe(answer));

  test('and gets the model of that node', () => {
    const [a, b] = ['web-a', 'web-b'].map((node) => loadYaml(PAIR, { node }).model);
    expect(a).toMatchObject({ routerId: 'web-a', instances: [{ basePriority: 150, sourceAddress: '192.0.2.11' }] });
    expect(b).toMatchObject({ routerId: 'web-b', instances: [{ basePriority: 100, sourceAddress: '192.0.2.12' }] });
  });

  test('a file without nodes is for whoever reads it', () => {
    const { node, model } = loadYaml(
      PAIR.replace(/nodes:\n(?: .*\n)+/, '').replace('unicast: true', 'interface: eth0'),
    );
    expect(node).toBeUndefined();
    expect(model?.instances).toHaveLength(1);
  });
});
