import { expect, test } from 'vitest';
import { sightingIn } from '../../src/capture/sighting.ts';
import { type Judge, judgeSighting, type Verdict } from '../../src/capture/verdict.ts';
import { type IpAddress, VRRP_GROUPS } from '../../src/model/address.ts';
import type { InstanceConfig } from '../../src/model/instance.ts';
import type { Vrid } from '../../src/model/vrid.ts';
import { instanceConfig, vip } from '../support/configs.ts';
import { advertOf, advertOf6, ethernetBytes, FIRST, frameOf, SECOND } from './frames.ts';

const judgeOf = (...instances: readonly InstanceConfig[]): Judge => ({ instances, addressesOf: () => [SECOND] });

function verdict(
  judge: Judge | undefined,
  advert: Parameters<typeof ethernetBytes>,
  frame: Parameters<typeof frameOf>[1] = {},
): Verdict {
  const seen = sightingIn(frameOf(ethernetBytes(...advert), frame));
  if (seen === undefined) throw new Error('no VRRP packet');
  return judgeSighting(seen, judge);
}

test('without a configuration nothing is judged', () => {
  expect(verdict(undefined, [advertOf()])).toEqual({ was: 'unjudged' });
});

test('an advert that this node would accept, and what it would note about it', () => {
  expect(verdict(judgeOf(instanceConfig()), [advertOf()])).toMatchObject({
    was: 'accepted',
    instance: 'VI_1',
    findings: [],
  });
  const others = instanceConfig({ vips: [vip('10.9.0.77')] });
  expect(verdict(judgeOf(others), [advertOf()])).toMatchObject({
    was: 'accepted',
    code: 'addressesDiffer',
    findings: [expect.stringContaining('without our 10.9.0.77 and with 10.9.0.100')],
  });
});

test.each([
  [
    'another interval',
    instanceConfig({ advertIntervalCs: 300 }),
    {},
    'advert_int is 1 s, ours is 3 s: both must be equal in VRRP 2',
  ],
  ['another version', instanceConfig({ version: 3 }), {}, 'VRRP version is 2, ours is 3'],
  ['a routed packet', instanceConfig(), { ttl: 64 }, 'TTL is 64, expected 255: the packet was routed'],
  [
    'PASS here',
    instanceConfig({ authentication: { type: 'pass', password: 'x' } }),
    {},
    'received a 0 auth, expecting 1!',
  ],
])('%s is refused, with both values', (_, config, around, text) => {
  expect(verdict(judgeOf(config), [advertOf(), around])).toMatchObject({ was: 'refused', instance: 'VI_1', text });
});

test('a virtual router of somebody else', () => {
  const expected = { was: 'refused', instance: 'none', code: 'vridUnknown' };
  expect(verdict(judgeOf(instanceConfig({ vrid: 7 as Vrid })), [advertOf()])).toMatchObject(expected);
  expect(verdict(judgeOf(instanceConfig({ interface: 'eth1' })), [advertOf()])).toMatchObject(expected);
  expect(verdict(judgeOf(instanceConfig()), [advertOf(), { vlans: [10] }])).toMatchObject({
    ...expected,
    text: expect.stringContaining('the frame is tagged for VLAN 10'),
  });
});

test('a file that names no interface is judged by VRID alone', () => {
  expect(verdict(judgeOf(instanceConfig({ interface: 'eth1' })), [advertOf()], { interface: 'unknown' })).toMatchObject(
    {
      was: 'accepted',
    },
  );
});

test('of two instances with one VRID the one that listens that way judges', () => {
  const peers = [{ address: FIRST }];
  const unicast = instanceConfig({ name: 'VI_U', cast: { mode: 'unicast', ttl: 255, peers } });
  const judge = judgeOf(unicast, instanceConfig());
  expect(verdict(judge, [advertOf()])).toMatchObject({ was: 'accepted', instance: 'VI_1' });
  expect(verdict(judge, [advertOf({ destination: SECOND })])).toMatchObject({ was: 'accepted', instance: 'VI_U' });
});

test('one VRID of both families is two virtual routers', () => {
  const six = instanceConfig({
    name: 'VI_6',
    version: 3,
    family: 6,
    cast: { mode: 'multicast', group: VRRP_GROUPS[6] },
  });
  expect(verdict(judgeOf(instanceConfig(), six), [advertOf6()])).toMatchObject({ was: 'accepted', instance: 'VI_6' });
  expect(verdict(judgeOf(instanceConfig()), [advertOf6()])).toMatchObject({ was: 'refused', instance: 'none' });
});

test('what this host sent is its own; what comes back to it is refused', () => {
  const judge = judgeOf(instanceConfig());
  const own = advertOf({ source: SECOND as IpAddress });
  expect(verdict(judge, [own], { direction: 'out' })).toEqual({ was: 'own' });
  expect(verdict(judge, [own], { direction: 'unknown' })).toEqual({ was: 'own' });
  expect(verdict(judge, [own], { direction: 'in' })).toMatchObject({ was: 'refused', code: 'self' });
});
