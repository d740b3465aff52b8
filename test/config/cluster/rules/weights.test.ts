import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pointsOf } from '../../../../src/config/cluster/rules/weights.ts';
import { trackInstance } from '../../../../src/health/track.ts';
import type { Priority } from '../../../../src/model/priority.ts';
import { checkHealth, instanceConfig } from '../../../support/configs.ts';
import { loadYaml } from '../loading.ts';

/** Nodes by name and priority; checks by name and weight. */
function cluster(priorities: readonly number[], weights: readonly string[], more = ''): string {
  const nodes = priorities.map((priority, index) => `  n${index + 1}: { interface: eth0, priority: ${priority} }\n`);
  const checks = weights.map((weight, index) => `  c${index + 1}: { script: [/x], ${weight} }\n`);
  const names = weights.map((_, index) => `c${index + 1}`);
  return `nodes:
${nodes.join('')}vrrp_script:
${checks.join('')}vrrp_instance:
  WEB:
    virtual_router_id: 73
    virtual_ipaddress: [192.0.2.100/24]
    track_script: [${names.join(', ')}]
${more}`;
}

/** `code severity` and message of what is said of the nodes together. */
const said = (text: string): readonly string[] =>
  loadYaml(text, { node: 'n1' })
    .diagnostics.filter(({ code }) => /^CONF-(?:602|603|612)$/.test(code))
    .map(({ code, severity, message }) => `${code} ${severity} ${message}`);

describe('a weight must be able to move the address (checks.md 3.6)', () => {
  test.each<[string, readonly number[], readonly string[], readonly RegExp[]]>([
    [
      'E1: 20 does not bridge 50',
      [150, 100],
      ['weight: -20'],
      [/^CONF-602 error no failing check moves "WEB".* n1 still has 130, and n2 has 100/],
    ],
    ['E1: 50 is a tie, and luck', [150, 100], ['weight: -50'], [/^CONF-602 error /]],
    ['E1: 51 is enough', [150, 100], ['weight: -51'], []],
    ['E2: 60 moves', [150, 100], ['weight: -60'], []],
    ['E4: without weight', [150, 100], ['weight: 0'], []],
    [
      'E5: two that only move together',
      [120, 100],
      ['weight: -15', 'weight: -15'],
      [/^CONF-602 warning "c1" alone never moves "WEB": with it down n1 still has 105/, /^CONF-602 warning "c2" alone/],
    ],
    ['E7: a positive weight', [100, 90], ['weight: 20'], []],
    ['E9: the clamp eats the loss', [250, 249], ['weight: 10'], []],
    ['a positive weight that is too small', [150, 90], ['weight: 20'], [/^CONF-602 error /]],
    ['E12: an owner is not moved by weights', [255, 100], ['weight: -60'], []],
    ['E13: three nodes', [150, 120, 100], ['weight: -40'], []],
    ['E14: equal priorities', [100, 100], ['weight: -10'], []],
    [
      'one without weight beside a small one',
      [150, 100],
      ['weight: 0', 'weight: -20'],
      [/^CONF-602 warning "c2" alone/],
    ],
    ['a reversed weight that helps when down', [150, 100], ['weight: -10, reverse: true'], [/^CONF-602 error /]],
    ['a reversed weight that hurts when down: never', [150, 100], ['weight: 60, reverse: true'], [/^CONF-602 error /]],
  ])('%s', (_what, priorities, weights, patterns) => {
    const found = said(cluster(priorities, weights));
    expect(found).toHaveLength(patterns.length);
    for (const [index, pattern] of patterns.entries()) expect(found[index]).toMatch(pattern);
  });

  test('E8: positive weights need the check on both nodes; without it there the order turns', () => {
    const text = cluster([100, 90], ['weight: 20']).replace(
      'priority: 100 }',
      'priority: 100, vrrp_instance: { WEB: { track_script: [] } } }',
    );
    expect(said(text)).toContainEqual(
      expect.stringMatching(/^CONF-603 warning with all checks good n2 \(110\) wins "WEB" over n1 \(100\)/),
    );
  });

  test('it is marked where the weight is written, and silenced there or where it is tracked', () => {
    const text = cluster([120, 100], ['weight: -40', 'weight: -10']);
    expect(said(text)).toHaveLength(1);
    expect(said(text.replace('weight: -10', 'weight: -10, allow: [CONF-602]'))).toEqual([]);
    expect(said(`${text}    allow: [CONF-602]\n`)).toEqual([]);
    expect(said(`${text}allow: [CONF-602]\n`)).toEqual([]);
    expect(said(text.replace('weight: -40', 'weight: -40, allow: [CONF-602]'))).toHaveLength(1);
  });

  test('an error is not silenced', () => {
    expect(said(`${cluster([150, 100], ['weight: -20'])}allow: [CONF-602]\n`)).toHaveLength(1);
  });
});

test('a check that fails everywhere leaves nobody, where nobody may stay', () => {
  const text = cluster([150, 100], ['weight: 0']);
  const release = `global_defs: { all_bad: release }\n${text}`;
  expect(said(release)).toEqual(['CONF-612 info no node keeps the address when "c1" fails everywhere']);
  const one = release.replace('priority: 100 }', 'priority: 100, vrrp_instance: { WEB: { track_script: [] } } }');
  expect(said(one)).toEqual([]);
});

test('with all nodes in view nobody says that they are not', () => {
  const { diagnostics } = loadYaml(cluster([150, 100], ['weight: -60']), { node: 'n1' });
  expect(diagnostics.map(({ code }) => code)).not.toContain('CONF-605');
  const alone = loadYaml(cluster([150], ['weight: -60']), { node: 'n1' });
  expect(alone.diagnostics.map(({ code }) => code)).toContain('CONF-605');
});

test('points are those that the tracker gives', () => {
  const tracked = record({
    name: constantFrom<string>('a', 'b', 'c'),
    weight: integer({ min: -20, max: 20 }).filter((weight) => weight !== 0),
    warnWeight: constantFrom('weight' as const),
    reverse: constantFrom('normal' as const, 'reverse' as const),
    health: constantFrom('up' as const, 'down' as const),
  });
  assert(
    property(array(tracked, { maxLength: 3 }), (list) => {
      const byName = new Map(list.map((each) => [each.name, each]));
      const lines = [...byName.values()];
      const instance = instanceConfig({ basePriority: 120 as Priority, trackedChecks: lines });
      const healthOf = (check: string) => checkHealth({ check, health: byName.get(check)?.health ?? 'up' });
      const sum = lines.reduce((total, each) => total + pointsOf(each, each.health), 120);
      expect(trackInstance(instance, healthOf, () => 'up').effectivePriority).toBe(sum);
    }),
  );
});
