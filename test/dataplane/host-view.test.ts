import { expect, test } from 'vitest';
import { HostView } from '../../src/dataplane/host-view.ts';
import type { IpAddress } from '../../src/model/address.ts';
import type { InterfaceAddress } from '../../src/ports/network.ts';
import { vip } from '../support/configs.ts';
import { SimulatedLan } from '../sim/world/lan.ts';

const at = (
  address: string,
  flags: InterfaceAddress['flags'] = 'primary',
  state: InterfaceAddress['state'] = 'usable',
): InterfaceAddress => ({
  index: 2,
  address: address as IpAddress,
  prefixLength: 24,
  flags,
  state,
});

function viewOf(): HostView {
  const view = new HostView(new SimulatedLan().host('10.9.0.1'));
  expect(view.refresh().ok).toBe(true);
  return view;
}

const noVips = new Set<IpAddress>();

test('the primary address is the interface’s own, never a VIP and rather no secondary', () => {
  const view = viewOf();
  expect(view.primaryAddress('eth0', 'IPv4', noVips)).toBe('10.9.0.1');
  expect(view.primaryAddress('eth0', 'IPv4', new Set(['10.9.0.1' as IpAddress]))).toBe('none');
  view.apply({ type: 'addressRemoved', address: at('10.9.0.1') });
  view.apply({ type: 'addressAdded', address: at('10.9.0.8', 'secondary') });
  expect(view.primaryAddress('eth0', 'IPv4', noVips)).toBe('10.9.0.8');
  view.apply({ type: 'addressAdded', address: at('10.9.0.9') });
  expect(view.primaryAddress('eth0', 'IPv4', noVips)).toBe('10.9.0.9');
  expect(view.primaryAddress('eth7', 'IPv4', noVips)).toBe('none');
});

test('over IPv6 the source is link-local, or of the wider kind when there is one', () => {
  const view = viewOf();
  view.apply({ type: 'addressAdded', address: at('fe80::53') });
  view.apply({ type: 'addressAdded', address: at('fe80::a') });
  view.apply({ type: 'addressAdded', address: at('fd00:9::1') });
  const vips = new Set(['fe80::53' as IpAddress]);
  expect(view.primaryAddress('eth0', 'IPv4', vips)).toBe('10.9.0.1');
  expect(view.primaryAddress('eth0', 'link-local IPv6', vips)).toBe('fe80::a');
  expect(view.primaryAddress('eth0', 'IPv6', vips)).toBe('fd00:9::1');
  view.apply({ type: 'addressRemoved', address: at('fd00:9::1') });
  expect(view.primaryAddress('eth0', 'IPv6', vips)).toBe('fe80::a');
  view.apply({ type: 'addressRemoved', address: at('fe80::a') });
  view.apply({ type: 'addressAdded', address: at('fd00:9::1') });
  expect(view.primaryAddress('eth0', 'link-local IPv6', vips)).toBe('none');
});

test('an address is gone when neither the reports nor the kernel have it, and the kernel is asked once for all', () => {
  const host = new SimulatedLan().host('10.9.0.1');
  const view = new HostView(host);
  expect(view.refresh().ok).toBe(true);
  const vips = ['10.9.0.50', '10.9.0.51', '10.9.0.52'].map(vip);
  const [unreported] = vips;
  if (unreported === undefined) throw new Error('there are three');
  const links = host.links();
  const [eth0] = links.ok ? links.value : [];
  if (eth0 === undefined) throw new Error('it has an interface');
  host.addAddress(unreported, eth0);
  let asked = 0;
  const addresses = host.addresses.bind(host);
  host.addresses = () => {
    asked += 1;
    return addresses();
  };
  expect([...view.goneOf(vips)]).toEqual(vips.slice(1));
  expect(asked).toBe(1);
  view.apply({ type: 'addressAdded', address: at('10.9.0.50') });
  expect([...view.goneOf([unreported])]).toEqual([]);
  expect(asked).toBe(1);
});

test('no packet leaves from an address that is tentative or a duplicate', () => {
  const view = viewOf();
  const states = ['tentative', 'duplicate', 'usable'] as const;
  const seen = states.map((state) => {
    view.apply({ type: 'addressAdded', address: at('fe80::a', 'primary', state) });
    const spoken = view.speaksFrom('fe80::a' as IpAddress, 'eth0');
    return [spoken, view.primaryAddress('eth0', 'link-local IPv6', noVips), ...view.duplicatesOn('eth0')];
  });
  expect(seen).toEqual([
    [false, 'none'],
    [false, 'none', 'fe80::a'],
    [true, 'fe80::a'],
  ]);
});

test('a link-local address is a source on its own interface only, another one wherever it is', () => {
  const view = viewOf();
  view.apply({ type: 'addressAdded', address: at('fe80::a') });
  expect(view.speaksFrom('fe80::a' as IpAddress, 'eth1')).toBe(false);
  expect(view.speaksFrom('10.9.0.1' as IpAddress, 'eth1')).toBe(true);
});

test('an address that is renewed is held once', () => {
  const view = viewOf();
  view.apply({ type: 'addressAdded', address: at('10.9.0.50') });
  view.apply({ type: 'addressAdded', address: at('10.9.0.50') });
  expect(view.addressesOf(2)).toEqual(['10.9.0.1', '10.9.0.50']);
});

test('a link that is gone takes its addresses along and counts as missing', () => {
  const view = viewOf();
  expect([view.linkState('eth0'), view.linkState('eth7')]).toEqual(['up', 'missing']);
  view.apply({ type: 'linkGone', index: 2, name: 'eth0' });
  expect(view.linkState('eth0')).toBe('missing');
  expect(view.holds(vip('10.9.0.1'))).toBe(false);
});
