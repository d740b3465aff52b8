import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderText } from '../../src/config/render.ts';
import { loadConfiguration, placeIn } from '../../src/config/load.ts';
import type { HostFacts } from '../../src/config/host-facts.ts';
import { err, ok } from '../../src/model/result.ts';
import { NO_FAULTS, remarksOf, TOLD_BY } from './corpus/faults.ts';
import { HOST } from './loading.ts';

/** A folder of public keepalived.conf files with an INDEX.md of their faults. */
const FOLDER = process.env['VIPWARD_CORPUS'];
const FILE_LIMIT_MS = 2000;

function load(path: string, host?: HostFacts) {
  const text = readFileSync(path, 'utf8');
  return loadConfiguration({
    file: path,
    configId: 'a',
    readText: (name) => (name === path ? ok(text) : err('missing')),
    ...(host === undefined ? {} : { host }),
  });
}

/** Remarks of the index about one file that no diagnostic tells of. */
function untold(path: string, name: string, row: string, used: Set<RegExp>): readonly string[] {
  const loaded = load(path, HOST);
  const place = placeIn(loaded.files);
  const found = loaded.diagnostics.map(({ code, span }) => ({ code, line: place(span).line }));
  return remarksOf(row).flatMap(({ line, text }) => {
    const told = TOLD_BY.filter(([kind]) => kind.test(text)).some(([, codes, lines = 0]) =>
      found.some((each) => codes.includes(each.code) && (line === 'file' || Math.abs(each.line - line) <= lines)),
    );
    if (told) return [];
    const excuse = NO_FAULTS.find(
      ([kind, , only]) => kind.test(text) && (only === undefined || only.some((start) => name.startsWith(start))),
    );
    if (excuse === undefined) return [`${name}:${line}: ${text}`];
    used.add(excuse[0]);
    return [];
  });
}

if (FOLDER === undefined) {
  test('public files', ({ skip }) => skip('VIPWARD_CORPUS names no folder with public keepalived.conf files'));
} else {
  const index = readFileSync(`${FOLDER}/INDEX.md`, 'utf8');
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.conf'));

  /** Words that the index says keepalived itself does not know in this file. */
  const refusedWords = (name: string): string => {
    const row = index.split('\n').find((line) => line.startsWith(`| ${name} |`)) ?? '';
    const oracle = readFileSync(`${FOLDER}/oracle/${name.slice(0, 3)}.txt`, 'utf8');
    return row + oracle;
  };

  describe('public files', () => {
    test('there are many', () => expect(files.length).toBeGreaterThan(100));

    test.each(files)('%s is read, and no word that keepalived knows is called unknown', (name) => {
      const start = performance.now();
      const loaded = load(`${FOLDER}/${name}`);
      expect(renderText(loaded.diagnostics, loaded.files).length).toBeGreaterThan(0);
      expect(performance.now() - start).toBeLessThan(FILE_LIMIT_MS);
      const place = placeIn(loaded.files);
      const unknown = loaded.diagnostics.filter(({ code }) => code === 'CONF-101');
      for (const { span, message } of unknown) {
        const word = /unknown keyword "([^"=]*)/.exec(message)?.[1] ?? '';
        expect(refusedWords(name), `${word} at line ${place(span).line}`).toContain(word);
      }
    });
  });

  test('every fault of the index is told, or judged to be none with a reason that is needed', () => {
    const used = new Set<RegExp>();
    const rows = index.split('\n').filter((row) => /^\| \d{3}-\S+\.conf \|/.test(row));
    expect(rows).toHaveLength(files.length);
    const missing = rows.flatMap((row) => {
      const name = /^\| (\S+) \|/.exec(row)?.[1] ?? '';
      return untold(`${FOLDER}/${name}`, name, row, used);
    });
    expect(missing).toEqual([]);
    expect(NO_FAULTS.filter(([kind]) => !used.has(kind)).map(([kind]) => kind.source)).toEqual([]);
  });

  test.each(readdirSync(`${FOLDER}/templates`).filter((name) => name !== 'oracle'))(
    'the template %s gets one clear answer',
    (name) => {
      const loaded = load(`${FOLDER}/templates/${name}`);
      expect(loaded.diagnostics.map(({ code }) => code)).toEqual(['CONF-006']);
    },
  );
}
