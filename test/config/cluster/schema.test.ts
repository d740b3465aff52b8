import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { clusterSchema } from '../../../src/config/cluster/schema.ts';
import { keywordsOf, SETTINGS } from '../../../src/config/settings/table.ts';
import { GOOD_YAML, PAIR } from './loading.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const validate = new Ajv({ allowUnionTypes: true }).compile(clusterSchema());

/** Paths of what does not fit. */
function misfits(text: string): readonly string[] {
  validate(parse(text, { schema: 'core', merge: true }));
  return (validate.errors ?? []).map(({ instancePath }) => instancePath);
}

const examples = readdirSync(`${ROOT}examples`, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yaml'),
);

describe('the schema of cluster files', () => {
  test('is the one in docs (vitest -u writes it)', async () => {
    await expect(`${JSON.stringify(clusterSchema(), null, 1)}\n`).toMatchFileSnapshot(
      `${ROOT}docs/cluster.schema.json`,
    );
  });

  test('has every word that is not refused, in its block', () => {
    const definitions = clusterSchema()['definitions'] as Readonly<Record<string, { readonly properties: object }>>;
    for (const { block, keyword, tier } of SETTINGS.filter((row) => row.block !== 'root')) {
      const words = Object.keys(definitions[block]?.properties ?? {});
      if (tier === 'D') expect(words).not.toContain(keyword);
      else expect(words).toContain(keyword);
    }
    expect(Object.keys(clusterSchema()['properties'] as object)).toEqual(
      expect.arrayContaining(['nodes', 'include', 'allow', 'check']),
    );
    expect(keywordsOf('root').length).toBeGreaterThan(10);
  });

  test.each(examples)('examples/%s fits', (name) => {
    expect(misfits(readFileSync(`${ROOT}examples/${name}`, 'utf8'))).toEqual([]);
  });

  test('the good configurations fit', () => {
    expect(examples.length).toBeGreaterThan(1);
    expect([...misfits(GOOD_YAML), ...misfits(PAIR)]).toEqual([]);
  });

  test.each([
    ['weight: -60', 'weigth: -60', '/vrrp_script/chk'],
    ['weight: -60', 'weight: -300', '/vrrp_script/chk/weight'],
    ['weight: -60', 'interval: 2x', '/vrrp_script/chk/interval'],
    ['virtual_router_id: 73', 'virtual_router_id: 0', '/vrrp_instance/WEB/virtual_router_id'],
    ['unicast: true', 'unicast: maybe', '/vrrp_instance/WEB/unicast'],
    ['[chk]', '[{ weight: 3 }]', '/vrrp_instance/WEB/track_script/0'],
    ['priority: 100', 'prioritty: 100', '/nodes/web-b'],
  ])('%s -> %s does not fit', (from, to, path) => {
    expect(PAIR).toContain(from);
    expect(misfits(PAIR.replace(from, () => to))).toContain(path);
  });
});
