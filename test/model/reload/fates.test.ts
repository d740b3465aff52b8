import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../../src/model/address.ts';
import type { InstanceConfig } from '../../../src/model/instance.ts';
import type { Priority } from '../../../src/model/priority.ts';
import { fatesOf, fatesText, identityOf } from '../../../src/model/reload/fates.ts';
import type { Vrid } from '../../../src/model/vrid.ts';
import { instanceConfig, vip } from '../../support/configs.ts';

const unicast = (peer: string): InstanceConfig['cast'] => ({
  mode: 'unicast',
  peers: [{ address: peer as IpAddress }],
  ttl: 255,
});

describe('another virtual router', () => {
  test.each<readonly [string, Partial<InstanceConfig>]>([
    ['virtual_router_id', { vrid: 52 as Vrid }],
    ['version', { version: 3 }],
    ['family', { family: 6 }],
    ['interface', { interface: 'eth1' }],
    ['cast', { cast: unicast('10.9.0.2') }],
    ['multicast group', { cast: { mode: 'multicast', group: '224.0.0.19' as IpAddress } }],
    ['vmac', { vmac: { name: 'vrrp.51', transmit: 'vmac' } }],
  ])('%s starts anew', (_, change) => {
    expect(fatesOf([instanceConfig()], [instanceConfig(change)])).toMatchObject({ anew: ['VI_1'], changed: [] });
  });
});

describe('the same virtual router', () => {
  test.each<readonly [string, Partial<InstanceConfig>]>([
    ['priority', { basePriority: 90 as Priority }],
    ['addresses', { vips: [vip('10.9.0.1')] }],
    ['advert_int', { advertIntervalCs: 200 }],
    ['authentication', { authentication: { type: 'pass', password: 'x' } }],
  ])('another %s goes on', (_, change) => {
    expect(fatesOf([instanceConfig()], [instanceConfig(change)])).toMatchObject({ anew: [], changed: ['VI_1'] });
    expect(identityOf(instanceConfig(change))).toEqual(identityOf(instanceConfig()));
  });

  test('other unicast peers go on', () => {
    const [before, after] = ['10.9.0.2', '10.9.0.3'].map((peer) => instanceConfig({ cast: unicast(peer) }));
    expect(fatesOf([before ?? instanceConfig()], [after ?? instanceConfig()])).toMatchObject({ changed: ['VI_1'] });
  });
});

const named = (...names: readonly string[]): readonly InstanceConfig[] => names.map((name) => instanceConfig({ name }));

test('who comes, goes and notices nothing is said by name, of many only the first', () => {
  const many = named(...Array.from({ length: 30 }, (_, n) => `V${n}`));
  const fates = fatesOf([...many, ...named('OLD')], [...many, ...named('NEW')]);
  expect(fates).toMatchObject({ anew: [], added: ['NEW'], ended: ['OLD'], changed: [] });
  expect(fates.untouched).toHaveLength(30);
  const lines = fatesText(fates);
  expect(lines).toHaveLength(3);
  expect(lines.slice(0, 2)).toEqual([
    'NEW: begins',
    'OLD: ends: as master it says priority 0 and gives its addresses up',
  ]);
  expect(lines[2]).toMatch(/^V0, V1, .*V19 and 10 more: untouched$/);
});
