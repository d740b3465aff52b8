import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderText } from '../../src/config/render.ts';
import { loadConfiguration, placeIn } from '../../src/config/load.ts';
import { err, ok } from '../../src/model/result.ts';

/** A folder of public keepalived.conf files with an INDEX.md of their faults. */
const FOLDER = process.env['VIPWARD_CORPUS'];
const FILE_LIMIT_MS = 2000;

function load(path: string) {
  const text = readFileSync(path, 'utf8');
  return loadConfiguration({
    file: path,
    configId: 'a',
    readText: (name) => (name === path ? ok(text) : err('missing')),
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

  test.each(readdirSync(`${FOLDER}/templates`).filter((name) => name !== 'oracle'))(
    'the template %s gets one clear answer',
    (name) => {
      const loaded = load(`${FOLDER}/templates/${name}`);
      expect(loaded.diagnostics.map(({ code }) => code)).toEqual(['CONF-006']);
    },
  );
}
