import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Model } from '../../src/model/model.ts';
import { loadText } from './configuration.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url).pathname;
const folders = readdirSync(EXAMPLES).filter((name) => existsSync(`${EXAMPLES}${name}/cluster.yaml`));

/** A cluster file lets rise and fall count from the start, knows the other nodes, and lets one keep the address. */
const withoutDefaults = (model: Model | undefined) => ({
  ...model,
  checks: model?.checks.map((check) => ({ ...check, firstResult: 'either' })),
  instances: model?.instances.map((instance) => ({
    ...instance,
    wantedState: 'either',
    allBad: 'either',
    knownNodes: 'either',
  })),
});

test('there are cluster files', () => expect(folders).toEqual(expect.arrayContaining(['mycat-pair', 'nginx-pair'])));

describe.each(folders)('examples/%s/cluster.yaml', (name) => {
  const folder = `${EXAMPLES}${name}`;
  const text = readFileSync(`${folder}/cluster.yaml`, 'utf8');
  const nodes = readdirSync(folder).flatMap((file) => /^(.*)\.conf$/.exec(file)?.[1] ?? []);

  test.each(nodes)('gives %s the model of its keepalived.conf, and draws no error and no warning', (node) => {
    const cluster = loadText('cluster.yaml', text, node);
    expect(cluster.diagnostics.filter((found) => !found.startsWith('info '))).toEqual([]);
    const keepalived = loadText(`${node}.conf`, readFileSync(`${folder}/${node}.conf`, 'utf8'));
    expect(cluster.model).toBeDefined();
    expect(withoutDefaults(cluster.model)).toEqual(withoutDefaults(keepalived.model));
  });

  test('the README names it', () => {
    expect(readFileSync(`${folder}/README.md`, 'utf8')).toContain('[cluster.yaml](cluster.yaml)');
  });
});
