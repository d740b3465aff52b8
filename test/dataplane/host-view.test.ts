import { expect, test } from 'vitest';
import { HostView } from '../../src/dataplane/host-view.ts';
import type { IpAddress } from '../../src/model/address.ts';
import type { InterfaceAddress } from '../../src/ports/network.ts';
import { SimulatedLan } from '../sim/world/lan.ts';

const at = (address: string, flags: InterfaceAddress['flags'] = 'primary'): InterfaceAddress => ({
  index: 2,
  address: address as IpAddress,
  prefixLength: 24,
  flags,
});

function viewOf(): HostView {
  const view = new HostView(new SimulatedLan().host('10.9.0.1'));
  expect(view.refresh().ok).toBe(true);
  return view;
}

const noVips = new Set<IpAddress>();

test('the primary address is the interface’s own, never a VIP and rather no secondary', () => {
  const view = viewOf();
  expect(view.primaryAddress('eth0', noVips)).toBe('10.9.0.1');
  expect(view.primaryAddress('eth0', new Set(['10.9.0.1' as IpAddress]))).toBe('none');
  view.apply({ type: 'addressRemoved', address: at('10.9.0.1') });
  view.apply({ type: 'addressAdded', address: at('10.9.0.8', 'secondary') });
  expect(view.primaryAddress('eth0', noVips)).toBe('10.9.0.8');
  view.apply({ type: 'addressAdded', address: at('10.9.0.9') });
  expect(view.primaryAddress('eth0', noVips)).toBe('10.9.0.9');
  expect(view.primaryAddress('eth7', noVips)).toBe('none');
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
  expect(view.holds('10.9.0.1' as IpAddress)).toBe(false);
});
