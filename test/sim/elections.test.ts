import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Priority } from '../../src/model/priority.ts';
import type { Plan, RouterPlan } from './story/plan.ts';
import { play } from './story/play.ts';
import { SECOND_US, simulatedCluster, type SimulatedNode } from './world/node.ts';
import type { NodeConfig } from './world/router.ts';

const masters = (nodes: readonly SimulatedNode[]): readonly string[] =>
  nodes.flatMap(({ host, instances }) => (instances.some(({ state }) => state === 'master') ? [host.address] : []));

const of = (basePriority: number, config: NodeConfig = {}): NodeConfig => ({
  ...config,
  basePriority: basePriority as Priority,
});

const router = (config: NodeConfig, at: number): RouterPlan => ({
  program: 'vipward',
  address: `10.9.0.${at + 1}`,
  instances: [config],
  grouping: 'alone',
  rate: 1,
  rise: 1,
  fall: 1,
});

describe('routers on a network that loses nothing', () => {
  test('SM-43 two equal routers that start together have one master within an interval, the higher address', () => {
    const { lan, nodes } = simulatedCluster([of(100), of(100)]);
    lan.time.advance(3_609_375 + SECOND_US);
    expect(masters(nodes)).toEqual(['10.9.0.2']);
  });

  test('SM-47 without faults exactly one is master in the end, and none has a higher priority', () => {
    const start = fc.record({ priority: fc.integer({ min: 1, max: 255 }), atMs: fc.integer({ min: 0, max: 10_000 }) });
    const starts = fc.array(start, { minLength: 1, maxLength: 6 });
    const version = fc.constantFrom<2 | 3>(2, 3);
    fc.assert(
      fc.property(starts, version, fc.integer({ min: 0, max: 20_000 }), (drawn, vrrp, latencyUs) => {
        const routers = drawn.map(({ priority }, at) => router(of(priority, { version: vrrp }), at));
        const all: Plan['happenings'] = drawn.map(({ atMs }, at) => ({ kind: 'start', router: at, atMs }));
        const happenings = all.toSorted((a, b) => a.atMs - b.atMs);
        expect(play({ latencyUs, noiseSeed: 1, routers, happenings }).violation).toBe('none');
      }),
    );
  });

  test('with nopreempt whoever is master stays master when a higher priority arrives', () => {
    const { lan, nodes } = simulatedCluster([of(100), of(200, { preempt: 'nopreempt' })]);
    nodes[1]?.crash();
    lan.time.advance(5 * SECOND_US);
    nodes[1]?.start();
    lan.time.advance(60 * SECOND_US);
    expect(masters(nodes)).toEqual(['10.9.0.1']);
  });
});
