import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CODES } from '../../src/config/codes.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { parseYaml } from '../../src/daemon/cluster/yaml-text.ts';
import { codesOf, faultsOf, GOOD, globOnDisk, HOST, loadText, readFromDisk } from './loading.ts';

const FOLDER = new URL('../data/config-bad', import.meta.url).pathname;
const FILES = readdirSync(FOLDER).filter((name) => /\.(?:conf|yaml)$/.test(name));
/** Codes that no content of a file can draw, and the test that draws them. */
const WITHOUT_FILE: Readonly<Record<string, string>> = {
  'CONF-902': 'load.test.ts: a password that everybody can read',
  'CONF-903': 'load.test.ts: a main file that is missing',
};

const codeOf = (name: string): string => name.replace(/\.\w+$/, '');

const loadBad = (name: string) =>
  loadConfiguration({
    file: `${FOLDER}/${name}`,
    readText: readFromDisk,
    glob: globOnDisk,
    configId: 'web-a',
    host: HOST,
    cluster: { parse: parseYaml, self: { named: undefined, hostName: 'web-a' }, environment: () => undefined },
  });

describe('the catalogue of codes', () => {
  test('every code has its bad example, and every bad example its code', () => {
    const shown = [...FILES.map((name) => codeOf(name)), ...Object.keys(WITHOUT_FILE)];
    expect(shown.toSorted()).toEqual(Object.keys(CODES).toSorted());
    expect(FILES.length).toBeGreaterThan(120);
  });

  test.each(Object.entries(WITHOUT_FILE))('%s is drawn by %s', (code, where) => {
    const [file = ''] = where.split(':');
    expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain(`['${code}']`);
  });

  test.each(FILES)('%s draws its code, and nothing that its first line does not announce', (name) => {
    const loaded = loadBad(name);
    const code = codeOf(name);
    const [firstLine = ''] = loaded.files[0]?.text.split('\n') ?? [];
    const announced = /^\ufeff?# also: (.*?)\r?$/.exec(firstLine)?.[1]?.split(' ') ?? [];
    expect(codesOf(loaded)).toContain(code);
    expect([...new Set(faultsOf(loaded).filter((found) => found !== code))].toSorted()).toEqual(announced.toSorted());
  });

  test('the good configuration draws none of them on the sample host', () => {
    expect(faultsOf(loadText(GOOD, { host: HOST }))).toEqual([]);
  });

  test('every title and help says something, and no help ends in a full stop', () => {
    for (const [code, { title, help }] of Object.entries(CODES)) {
      expect(`${code} ${title}`).toMatch(/^CONF-\d{3} \S.{4,}/);
      expect(`${code} ${help}`).toMatch(/^CONF-\d{3} \S.{3,}[^.]$/);
    }
  });
});
