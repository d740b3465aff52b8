import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SETTINGS } from '../../src/config/settings/table.ts';
import { loadText } from './configuration.ts';
import { fencedBlocks } from './markdown.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const README = `${ROOT}README.md`;

/** Documents about probes, with the settings that the second half takes from the first half's introduction. */
const [NATIVE_CHECKS = '', SERVICE_CHECKS = ''] = ['native-checks.md', 'native-checks-services.md'].map((name) =>
  readFileSync(`${ROOT}docs/${name}`, 'utf8'),
);
const NATIVE_KINDS = ['tcp', 'http', 'tls', 'dns', 'redis', 'file'] as const;
const SERVICE_KINDS = ['process', 'mysql', 'ping', 'arp', 'systemd'] as const;
/** Told once for all probes that connect. */
const OF_ALL = ['from', 'ip_version', 'warn_over', 'bad_over'];

/** Settings that the tables of a text begin their rows with. */
const settingsIn = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/^\| `(\w+)` \|/gm)].map(([, keyword = '']) => keyword);

const errorsOf = (name: string, text: string): readonly string[] =>
  loadText(name, text).diagnostics.filter((found) => found.startsWith('error '));

/** The keepalived.conf stanza in a check script's header. */
const stanzaOf = (script: string): string =>
  (/^# keepalived\.conf:\n((?:# {3}.*\n)+)/m.exec(script)?.[1] ?? '').replaceAll(/^# {3}/gm, '');

/** A stanza alone is of no use: an instance that tracks its check. */
const tracking = (name: string, list: 'track_script' | 'track_check' = 'track_script'): string => `
vrrp_instance I {
    interface eth0
    virtual_router_id 77
    priority 100
    virtual_ipaddress {
        192.0.2.1/24
    }
    ${list} {
        ${name}
    }
}
`;

describe('documents hold configuration that loads', () => {
  test.skipIf(!existsSync(README))(
    'README, once written, has a conf block, and every one loads without an error',
    () => {
      const blocks = fencedBlocks(readFileSync(README, 'utf8'), 'conf');
      expect(blocks.length).toBeGreaterThan(0);
      expect(blocks.map((block, index) => errorsOf(`README.md block ${index + 1}`, block))).toEqual(
        blocks.map(() => []),
      );
    },
  );

  const yaml = ['README.md', 'docs/cluster-file.md'].flatMap((file) =>
    fencedBlocks(readFileSync(`${ROOT}${file}`, 'utf8'), 'yaml').map((text, index) => ({
      name: `${file} ${index + 1}`,
      text,
    })),
  );

  test('there are cluster files among them', () => expect(yaml.length).toBeGreaterThan(4));

  test.each(yaml)('$name loads without an error or a warning for every node', ({ text }) => {
    const nodes = /^nodes:\n((?: .*\n)+)/m.exec(text)?.[1] ?? '';
    const names = [...nodes.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name);
    for (const node of names.length > 0 ? names : [undefined]) {
      const { diagnostics, model } = loadText('cluster.yaml', text, node);
      expect(diagnostics.filter((found) => !found.startsWith('info ') && !found.includes('CONF-311'))).toEqual([]);
      expect(model?.instances).toHaveLength(1);
    }
  });

  test.each(fencedBlocks(NATIVE_CHECKS + SERVICE_CHECKS, 'conf'))('each check about probes loads: %.30j', (block) => {
    const names = [...block.matchAll(/^check (\S+) \{/gm)].map(([, name = '']) => name);
    const { model, diagnostics } = loadText('native-checks.md', block + tracking(names.join('\n'), 'track_check'));
    expect(diagnostics.filter((found) => !found.startsWith('info '))).toEqual([]);
    expect(model?.checks.map(({ name }) => name)).toEqual(names);
  });

  test.each(NATIVE_KINDS)('docs/native-checks.md has every setting of %s, and no other', (kind) => {
    const [, section = ''] = NATIVE_CHECKS.split(new RegExp(`^## ${kind}$`, 'im'));
    const told = settingsIn(section.split(/^## /m)[0] ?? '');
    const everywhere = settingsIn(NATIVE_CHECKS.split(/^## tcp$/m)[0] ?? '');
    const rows = SETTINGS.filter(({ block }) => block === kind).map(({ keyword }) => keyword);
    expect(told.toSorted()).toEqual(rows.filter((keyword) => !everywhere.includes(keyword)).toSorted());
  });

  test.each(SERVICE_KINDS)('docs/native-checks-services.md has every setting of %s, and no other', (kind) => {
    const [, section = ''] = SERVICE_CHECKS.split(new RegExp(`^## ${kind}$`, 'm'));
    const told = settingsIn(section.split(/^## /m)[0] ?? '');
    const rows = SETTINGS.filter(({ block }) => block === kind).map(({ keyword }) => keyword);
    const shared = kind === 'mysql' ? OF_ALL : [];
    expect(told.toSorted()).toEqual(rows.filter((keyword) => !shared.includes(keyword)).toSorted());
  });

  // Blocks about probes have no instance: they are loaded above, with one that tracks them.
  const documents = readdirSync(`${ROOT}docs`).filter((name) => name.endsWith('.md') && !name.startsWith('native-'));

  test.each(documents)('every conf block of docs/%s loads without an error', (name) => {
    const blocks = fencedBlocks(readFileSync(`${ROOT}docs/${name}`, 'utf8'), 'conf');
    expect(blocks.map((block, index) => errorsOf(`docs/${name} block ${index + 1}`, block))).toEqual(
      blocks.map(() => []),
    );
  });

  test('the block of docs/all-bad.md lets a node keep its address', () => {
    const [block = ''] = fencedBlocks(readFileSync(`${ROOT}docs/all-bad.md`, 'utf8'), 'conf');
    expect(loadText('all-bad.md', block).model?.instances[0]?.allBad).toBe('keep');
  });

  test.each(readdirSync(`${ROOT}checks`))(
    'the stanza in the header of checks/%s loads and runs that script',
    (name) => {
      const stanza = stanzaOf(readFileSync(`${ROOT}checks/${name}`, 'utf8'));
      const text = stanza + tracking(/vrrp_script (\S+) \{/.exec(stanza)?.[1] ?? expect.fail('no vrrp_script'));
      expect(errorsOf(name, text)).toEqual([]);
      const check = loadText(name, text).model?.checks[0];
      expect(check?.probe).toMatchObject({
        kind: 'script',
        argv: expect.arrayContaining([`/etc/vipward/checks/${name}`]),
      });
      expect(check?.timeoutMs).toBeGreaterThan(200);
    },
  );
});

describe('what counts as a block', () => {
  test('blocks of the wanted language, also in a list, and no others', () => {
    const markdown =
      '```conf\na {\n}\n```\ntext\n```sh\nb\n```\n1. x\n   ```conf title\n   c\n     d\n   ```\n~~~conf\n```\n~~~\n';
    expect(fencedBlocks(markdown, 'conf')).toEqual(['a {\n}\n', 'c\n  d\n', '```\n']);
  });
});
