import { beforeEach, expect, test } from 'vitest';
import { Fixtures } from '../../../src/dataplane/host/fixtures.ts';
import type { IpAddress } from '../../../src/model/address.ts';
import { type HostItem, itemKey } from '../../../src/model/host/item.ts';
import { err, ok, type Result } from '../../../src/model/result.ts';
import type { SystemError } from '../../../src/ports/system-error.ts';
import { aRoute, vip } from '../../support/configs.ts';
import { SimulatedHost } from '../../sim/world/host.ts';
import { SimulatedLan } from '../../sim/world/lan.ts';

const vmac = (name: string): HostItem => ({ kind: 'vmac', name, parent: 'eth0', mac: '00:00:5e:00:01:33' });

/** A host that notes what is asked of it. */
class NotingHost extends SimulatedHost {
  readonly done: string[] = [];
  refused = new Set<string>();
  foreign = new Set<string>();

  override install(item: HostItem): Result<'installed' | 'present', SystemError> {
    const name = nameOf(item);
    this.done.push(`+${name}`);
    if (this.refused.has(name)) return err({ errno: 'EPERM', text: `${name} is refused` });
    return this.foreign.has(name) ? ok('present') : super.install(item);
  }

  override uninstall(item: HostItem): Result<'removed' | 'absent', SystemError> {
    this.done.push(`-${nameOf(item)}`);
    return super.uninstall(item);
  }
}

function nameOf(item: HostItem): string {
  if (item.kind === 'vmac') return item.name;
  return item.kind === 'route' ? `route ${item.route.table}` : item.kind;
}

let host: NotingHost;
let troubles: string[];
let fixtures: Fixtures;

beforeEach(() => {
  host = new NotingHost(new SimulatedLan(), '10.9.0.1' as never);
  troubles = [];
  fixtures = new Fixtures(host, (text) => troubles.push(text));
});

const gone = (name: string): void => fixtures.follow({ type: 'linkGone', index: 7, name }, () => undefined);

const since = (): readonly string[] => host.done.splice(0);

test('a new configuration touches only what differs, and takes it off in the reverse order', () => {
  fixtures.adopt([vmac('a'), vmac('b'), vmac('a')], []);
  expect(since()).toEqual(['+a', '+b']);
  fixtures.adopt([vmac('a'), vmac('b'), vmac('c')], []);
  expect(since()).toEqual(['+c']);
  fixtures.adopt([vmac('b')], []);
  expect(since()).toEqual(['-c', '-a']);
  fixtures.release();
  expect(since()).toEqual(['-b']);
});

test("what is somebody else's serves and is not removed", () => {
  host.foreign.add('a');
  fixtures.adopt([vmac('a'), vmac('b')], []);
  expect(fixtures.faultOf([vmac('a')])).toBeUndefined();
  since();
  fixtures.release();
  expect(since()).toEqual(['-b']);
});

test('what cannot stand is a fault, said once, and tried again when its interface changes', () => {
  host.refused.add('a');
  fixtures.adopt([vmac('a'), vmac('b')], []);
  expect(fixtures.faultOf([vmac('b'), vmac('a')])).toBe('a is refused');
  gone('eth1');
  gone('eth0');
  expect(since()).toEqual(['+a', '+b', '+a', '+b']);
  expect(troubles).toEqual(['a is refused']);
  host.refused.clear();
  gone('a');
  expect(fixtures.faultOf([vmac('a')])).toBeUndefined();
  fixtures.release();
  expect(host.items.size).toBe(0);
});

test('a fault that is configured away is forgotten, and one that stays is tried again', () => {
  host.refused.add('a');
  fixtures.adopt([vmac('a')], []);
  fixtures.adopt([vmac('a'), vmac('b')], []);
  expect(since()).toEqual(['+a', '+a', '+b']);
  fixtures.adopt([], []);
  expect(fixtures.faultOf([vmac('a')])).toBeUndefined();
});

test('of what an earlier run left only the unwanted goes', () => {
  for (const name of ['a', 'b']) host.items.add(itemKey(vmac(name)));
  fixtures.adopt([vmac('b')], []);
  expect(since()).toEqual(['-a', '+b']);
});

const route = (table: number, tracking: 'track' | 'ignore' = 'track'): HostItem => ({
  kind: 'route',
  route: aRoute({ table, tracking }),
});

test('a route that another program takes away is put back, the others are not touched; one that nobody is to miss is not', () => {
  const [kept, taken, ignored] = [route(1), route(2), route(3, 'ignore')];
  fixtures.adopt([kept, taken, ignored], []);
  since();
  for (const item of [taken, ignored]) host.items.delete(itemKey(item));
  fixtures.follow({ type: 'routingRemoved' }, () => undefined);
  expect(since()).toEqual(['+route 2']);
});

test('an address that goes is put back, and then the routes that went with it', () => {
  const address: HostItem = { kind: 'address', address: vip('10.9.0.7') };
  fixtures.adopt([address, route(1)], []);
  since();
  host.items.clear();
  const lost = { index: 2, address: '10.9.0.7' as IpAddress, prefixLength: 32 };
  const change = { type: 'addressRemoved', address: { ...lost, flags: 'primary', state: 'usable' } } as const;
  fixtures.follow(change, () => 'eth0');
  expect(since()).toEqual(['+address', '+route 1']);
});

test('a packet filter is set again when another program touched it, and no link has to do with it', () => {
  const filter: HostItem = { kind: 'closed', addresses: ['10.9.0.100' as IpAddress] };
  fixtures.adopt([filter, vmac('a')], []);
  since();
  gone('eth0');
  expect(since()).toEqual(['+a']);
  host.refused.add('closed');
  fixtures.follow({ type: 'filterRemoved' }, () => undefined);
  expect(since()).toEqual(['+closed']);
  expect(fixtures.faultOf([filter])).toBe('closed is refused');
});
