import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CheckHealth } from '../../src/health/check-state.ts';
import { trackInstance } from '../../src/health/track.ts';
import type { InstanceConfig } from '../../src/model/instance.ts';
import { loadText } from './configuration.ts';
import { checkHealth } from '../support/configs.ts';

interface Expected {
  /** Of each configuration file, in any order: `warning CONF-422 line 19`. */
  readonly diagnostics: Readonly<Record<string, readonly string[]>>;
  /** Who has the address once all has settled, when the checks of these nodes fail. */
  readonly holder: readonly { readonly failing: readonly string[]; readonly holder: string }[];
}

const EXAMPLES = new URL('../../examples/', import.meta.url).pathname;
const examples = readdirSync(EXAMPLES).toSorted();

const healthOf =
  (health: 'up' | 'down') =>
  (check: string): CheckHealth =>
    checkHealth({ check, health });

/** The node that wins an election of these instances: without a fault, then by priority; no tie is expected. */
function winner(instances: ReadonlyMap<string, InstanceConfig>, failing: readonly string[]): string {
  const candidates = [...instances]
    .map(([node, instance]) => {
      const health = healthOf(failing.includes(node) ? 'down' : 'up');
      return { node, ...trackInstance(instance, health, () => 'up') };
    })
    .filter(({ faults }) => faults.length === 0)
    .toSorted((a, b) => b.effectivePriority - a.effectivePriority);
  expect(new Set(candidates.map(({ effectivePriority }) => effectivePriority)).size).toBe(candidates.length);
  return candidates[0]?.node ?? 'nobody';
}

const whatMustBeEqual = (instance: InstanceConfig) => {
  const { name, vrid, version, advertIntervalCs, authentication, vips, cast } = instance;
  return { name, vrid, version, advertIntervalCs, authentication, vips, mode: cast.mode };
};

test('the examples of this release are there', () => {
  expect(examples).toEqual(expect.arrayContaining(['httpd-pair', 'mycat-pair', 'nginx-pair', 'webpage']));
});

describe.each(examples)('examples/%s', (name) => {
  const folder = `${EXAMPLES}${name}`;
  const expected = JSON.parse(readFileSync(`${folder}/expect.json`, 'utf8')) as Expected;
  const files = readdirSync(folder).filter((file) => file.endsWith('.conf'));
  const texts = new Map(files.map((file) => [file, readFileSync(`${folder}/${file}`, 'utf8')]));
  const loaded = new Map([...texts].map(([file, text]) => [file, loadText(file, text)]));

  test('every file loads with exactly the diagnostics that are listed, none of them an error', () => {
    expect(Object.keys(expected.diagnostics).toSorted()).toEqual(files.toSorted());
    const found = [...loaded].map(([file, { diagnostics }]) => [file, diagnostics.toSorted()]);
    const listed = Object.entries(expected.diagnostics).map(([file, diagnostics]) => [file, diagnostics.toSorted()]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(listed));
    expect(JSON.stringify(found)).not.toContain('error ');
  });

  test('the nodes agree on all that must be equal', () => {
    expect(loaded.size).toBeGreaterThan(1);
    const common = [...loaded.values()].map(({ model }) => (model?.instances ?? []).map(whatMustBeEqual));
    expect(common[0]).toHaveLength(1);
    for (const other of common.slice(1)) expect(other).toEqual(common[0]);
  });

  test('weights and priorities move the address as listed', () => {
    const instances = new Map(
      [...loaded].flatMap(([file, { model }]) => (model?.instances ?? []).map((instance) => [file, instance] as const)),
    );
    expect(instances.size).toBe(files.length);
    for (const instance of instances.values()) expect(instance.trackedChecks).not.toEqual([]);
    expect(expected.holder.length).toBeGreaterThan(2);
    for (const { failing, holder } of expected.holder) {
      expect(winner(instances, failing), `failing: ${failing.join(' and ') || 'none'}`).toBe(holder);
    }
  });

  test('a check that is shipped with the product is named by its installed path and exists here', () => {
    for (const [, script = ''] of [...texts.values()].join('\n').matchAll(/"\/etc\/vipward\/checks\/(\S+)/g)) {
      expect(existsSync(`${EXAMPLES}../checks/${script}`), script).toBe(true);
    }
  });

  test('the README names every file and stays short', () => {
    const readme = readFileSync(`${folder}/README.md`, 'utf8');
    for (const file of files) expect(readme).toContain(`[${file}](${file})`);
    expect(readme.split('\n').length).toBeLessThan(30);
  });
});
