import { expect, test } from 'vitest';
import { Dataplane } from '../../../src/dataplane/loop.ts';
import type { FromDataplane } from '../../../src/ipc/messages.ts';
import type { InstanceConfig, SyncGroup } from '../../../src/model/instance.ts';
import type { Priority } from '../../../src/model/priority.ts';
import type { Vrid } from '../../../src/model/vrid.ts';
import { checkHealth, instanceConfig, vip, weigh, wantedModel } from '../../support/configs.ts';
import type { SimulatedHost } from '../../sim/world/host.ts';
import { SimulatedLan } from '../../sim/world/lan.ts';

const S = 1_000_000;
const VIPS = ['10.9.0.101', '10.9.0.102'];
const GROUP: SyncGroup = { name: 'G', members: ['VI_1', 'VI_2'], notify: {}, mail: 'off' };

/** A host with VI_1, which tracks nginx, and VI_2, in one group. */
class Node {
  readonly said: FromDataplane[] = [];
  readonly host: SimulatedHost;
  readonly #plane: Dataplane;
  readonly #priority: Priority;
  #generation = 0;

  constructor(lan: SimulatedLan, address: string, priority: number) {
    this.host = lan.host(address);
    this.#priority = priority as Priority;
    this.#plane = new Dataplane({
      network: this.host,
      clock: lan.time.clock(),
      emit: (message) => void this.said.push(message),
      afterInput: (callback) => callback(),
    });
    expect(this.#plane.open().ok).toBe(true);
    this.nginx('up');
    this.give([GROUP]);
  }

  #instances(): readonly InstanceConfig[] {
    return VIPS.map((address, index) =>
      instanceConfig({
        name: `VI_${index + 1}`,
        vrid: (51 + index) as Vrid,
        basePriority: this.#priority,
        vips: [vip(address)],
        trackedChecks: index === 0 ? [weigh('nginx', 0)] : [],
      }),
    );
  }

  give(syncGroups: readonly SyncGroup[]): void {
    this.#generation += 1;
    this.#plane.onMessage({
      type: 'model',
      generation: this.#generation,
      model: wantedModel({ instances: this.#instances(), syncGroups }),
    });
  }

  nginx(health: 'up' | 'down'): void {
    this.#plane.onMessage({
      type: 'verdict',
      verdict: checkHealth({ health, reason: `it is ${health}` }),
      validForMs: 1e9,
    });
  }

  leave(): void {
    this.#plane.leave('SIGTERM');
  }

  get holds(): readonly string[] {
    return VIPS.filter((address) => this.host.holds(address));
  }

  get transitions(): readonly string[] {
    return this.said.flatMap((message) => {
      if (message.type === 'transition') return [`${message.instance} ${message.to}`];
      return message.type === 'groupTransition'
        ? [`${message.group} ${message.notify} because of ${message.first}`]
        : [];
    });
  }

  get groups(): unknown {
    return this.said.findLast((message) => message.type === 'snapshot')?.syncGroups;
  }
}

test('SG-06 a check of one member moves the addresses of all, and the group says each of its states once', () => {
  const lan = new SimulatedLan();
  const [a, b] = [new Node(lan, '10.9.0.1', 150), new Node(lan, '10.9.0.2', 100)];
  lan.time.advance(5 * S);
  expect([a.holds, b.holds]).toEqual([VIPS, []]);
  a.nginx('down');
  expect(a.holds).toEqual([]);
  lan.time.advance(1 * S);
  expect(b.holds).toEqual(VIPS);
  a.nginx('up');
  lan.time.advance(5 * S);
  expect([a.holds, b.holds]).toEqual([VIPS, []]);
  expect(a.transitions).toEqual([
    'VI_1 backup',
    'VI_2 backup',
    'G backup because of VI_2',
    'VI_1 master',
    'VI_2 master',
    'G master because of VI_2',
    'VI_1 fault',
    'VI_2 fault',
    'G fault because of VI_1',
    'VI_1 backup',
    'VI_2 backup',
    'G backup because of VI_1',
    'VI_1 master',
    'VI_2 master',
    'G master because of VI_2',
  ]);
  expect(a.groups).toMatchObject([{ name: 'G', state: 'master', members: ['VI_1', 'VI_2'], heldBy: [] }]);
});

test('an address that cannot be set is a fault of all members', () => {
  const lan = new SimulatedLan();
  const only = new Node(lan, '10.9.0.1', 150);
  only.host.refuseAddresses = { errno: 'EPERM', text: 'CAP_NET_ADMIN is missing' };
  lan.time.advance(5 * S);
  expect(only.transitions.at(-1)).toMatch(/^G fault/);
  expect(lan.wire.slice(-2).map(({ packet }) => packet.payload[2])).toEqual([0, 0]);
});

test('the end is said once for the group, after its members', () => {
  const lan = new SimulatedLan();
  const only = new Node(lan, '10.9.0.1', 150);
  lan.time.advance(5 * S);
  only.leave();
  expect(only.transitions.slice(-3)).toEqual(['VI_1 init', 'VI_2 init', 'G stop because of VI_2']);
  expect(lan.wire.slice(-2).map(({ packet }) => packet.payload[2])).toEqual([0, 0]);
});

test('a reload that changes nothing moves nothing; one that dissolves the group lets its members go', () => {
  const lan = new SimulatedLan();
  const only = new Node(lan, '10.9.0.1', 150);
  lan.time.advance(5 * S);
  const said = only.transitions.length;
  only.give([GROUP]);
  lan.time.advance(2 * S);
  expect(only.transitions).toHaveLength(said);
  only.nginx('down');
  only.give([]);
  expect(only.transitions.slice(said)).toEqual(['VI_1 fault', 'VI_2 fault', 'G fault because of VI_1', 'VI_2 backup']);
  lan.time.advance(5 * S);
  expect([only.holds, only.groups]).toEqual([['10.9.0.102'], []]);
  only.give([GROUP]);
  expect([only.holds, only.transitions.at(-1)]).toEqual([[], 'G fault because of VI_1']);
});

test('a member that is held back by its group is shown with who holds it', () => {
  const lan = new SimulatedLan();
  const only = new Node(lan, '10.9.0.1', 100);
  const other = new Node(lan, '10.9.0.2', 150);
  other.give([]);
  lan.time.advance(5 * S);
  other.nginx('down');
  lan.time.advance(15 * S);
  expect([other.holds, only.holds]).toEqual([['10.9.0.102'], []]);
  const holder = { name: 'VI_2', master: { address: '10.9.0.2', priority: 150 } };
  expect(only.groups).toMatchObject([{ state: 'backup', heldBy: [holder] }]);
  expect(only.said.filter((message) => message.type === 'note' && message.note.kind === 'heldByGroup')).toHaveLength(1);
});
