import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { HostFacts } from '../../../src/config/host-facts.ts';
import type { IpAddress } from '../../../src/model/address.ts';
import type { Loaded } from '../../../src/config/load.ts';
import { codesOf, HOST, loadText } from '../loading.ts';
import { loadYaml, PAIR } from './loading.ts';

const FOLDER = new URL('../../data/cluster/', import.meta.url).pathname;
const textOf = (name: string): string => readFileSync(`${FOLDER}${name}`, 'utf8');

/** Said of one node alone, or of keepalived's own reading. */
const OTHER = new Set(['CONF-301', 'CONF-324', 'CONF-602', 'CONF-605', 'CONF-612']);
const said = (loaded: Loaded): string[] => [...new Set(codesOf(loaded).filter((code) => !OTHER.has(code)))].toSorted();

/** Without what a cluster file means where it is silent, and what it knows of the other nodes. */
const withoutDefaults = ({ model }: Loaded) => ({
  ...model,
  checks: model?.checks.map((check) => ({ ...check, firstResult: 'either' })),
  instances: model?.instances.map((instance) => ({ ...instance, allBad: 'either', knownNodes: 'either' })),
});

const forSecondNode = (conf: string): string => conf.replace('priority 120', 'priority 100');

describe('the examples of the design are the same in both languages', () => {
  test('nginx pair', () => {
    const [cluster, keepalived] = [loadYaml(textOf('nginx.yaml'), { node: 'web-a' }), loadText(textOf('nginx.conf'))];
    expect(said(cluster)).toEqual(said(keepalived));
    expect(withoutDefaults(cluster)).toEqual(withoutDefaults(keepalived));
  });

  test('nginx pair without the process tracker', () => {
    const yaml = textOf('nginx.yaml')
      .replace(/vrrp_track_process:\n(?: .*\n)+/, '')
      .replace(/ *track_process: .*\n/, '');
    const conf = textOf('nginx.conf')
      .replace(/vrrp_track_process nginx_alive \{[^}]*\}\n/, '')
      .replace(/ *track_process \{[^}]*\}\n/, '');
    const cluster = loadYaml(yaml, { node: 'web-a' });
    expect(cluster.model?.instances).toHaveLength(1);
    expect(withoutDefaults(cluster)).toEqual(withoutDefaults(loadText(conf)));
  });

  test.each([
    ['db-a', textOf('mycat.conf')],
    ['db-b', forSecondNode(textOf('mycat.conf'))],
  ])('mycat pair on %s', (node, conf) => {
    const [cluster, keepalived] = [loadYaml(textOf('mycat.yaml'), { node }), loadText(conf)];
    expect(cluster.model?.checks).toHaveLength(2);
    expect(withoutDefaults(cluster)).toEqual(withoutDefaults(keepalived));
    expect(said(cluster)).toEqual(said(keepalived));
  });

  test('what takes both nodes to see: the small weight is named', () => {
    const { diagnostics } = loadYaml(textOf('mycat.yaml'), { node: 'db-a' });
    const found = diagnostics.filter(({ code }) => code === 'CONF-602');
    expect(found.map(({ message }) => message)).toEqual([
      '"mycat_admin" alone never moves "MYCAT": with it down db-a still has 110, and db-b has 100 at best',
    ]);
  });
});

describe('the host', () => {
  test('is judged for its own node alone', () => {
    const { diagnostics } = loadYaml(
      PAIR.replace('web-b: { address: 192.0.2.12, interface: eth0', 'web-b: { address: 192.0.2.12, interface: eth7'),
      {
        host: HOST,
        node: 'web-a',
      },
    );
    expect(diagnostics.filter(({ origin }) => origin === 'host')).toEqual([]);
  });

  test('is another one when --node says so, which a missing address of its own tells', () => {
    const addressed = PAIR.replace('virtual_router_id', 'unicast: true\n    virtual_router_id');
    const help = (host: HostFacts): string | undefined =>
      loadYaml(addressed, { host, node: 'web-b' }).diagnostics.find(({ code }) => code === 'CONF-419')?.help;
    expect(help(HOST)).toMatch(/^right if this is another machine than "web-b"/);
    const interfaces = [
      { name: 'eth0', mtuBytes: 1500, addresses: [{ address: '192.0.2.12' as IpAddress, prefixLength: 24 }] },
    ];
    expect(help({ ...HOST, interfaces })).toBeUndefined();
  });

  test('its faults leave the model', () => {
    const loaded = loadYaml(PAIR.replaceAll('chk', 'script-missing'), { host: HOST, node: 'web-a' });
    expect(codesOf(loaded)).toEqual(['CONF-308']);
    expect(loaded.diagnostics[0]).toMatchObject({ origin: 'host', severity: 'error' });
    expect(loaded.model).toBeDefined();
  });
});

test('programs and untracked checks are those of this node', () => {
  const text = PAIR.replace('vrrp_script:\n', 'check:\n  port: { tcp: { port: 80 }, interval: 500ms }\nvrrp_script:\n');
  const { programs, untracked } = loadYaml(text, { node: 'web-b' });
  expect(programs).toMatchObject([
    { purpose: 'check', name: 'chk', argv: ['/usr/local/bin/check'], user: { user: 'nobody' } },
  ]);
  expect(untracked).toMatchObject([{ name: 'port', intervalMs: 500, firstResult: 'counts', probe: { kind: 'tcp' } }]);
});
