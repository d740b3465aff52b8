/** Texts for both languages of the configuration. */
import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { loadConfiguration, type Loaded } from '../../src/config/load.ts';
import { isKeywordBlock, SETTINGS } from '../../src/config/settings/table.ts';
import { allKeywords, keywordsOf } from '../../src/config/settings/table.ts';
import type { BlockName, Setting } from '../../src/config/settings/setting.ts';
import { err, ok } from '../../src/model/result.ts';
import { GOOD_YAML, loadYamlTexts, PAIR } from '../config/cluster/loading.ts';
import { GOOD, HOST } from '../config/loading.ts';
import { expectSound } from '../config/sound.ts';
import { type Target, target } from './target.ts';
import { anyText, edited, words } from './texts.ts';

const loadConf = (text: string): Loaded =>
  loadConfiguration({
    file: 'main.conf',
    configId: 'a',
    readText: (path) => (path === 'main.conf' || path.endsWith('self.conf') ? ok(text) : err('missing')),
    glob: () => ['self.conf'],
    host: HOST,
  });

const loadYaml = (text: string): Loaded =>
  loadYamlTexts({ 'main.yaml': text, './self.yaml': text, 'self.yaml': text }, { host: HOST });

const ODD =
  '{ } " \' \\ # ! $A ${A} $A=x $A=\\ @a @^a @b ~SEQ(A,3) ~LST(A,1,2) VI eth0 10.0.0.1/24 fe80::1 1 -5 300 1.5 2s weight ' +
  'MASTER PASS label dev brd “ ” \u200b &quot; <br> ``` 1. 日本 😀';
const CONF_WORDS = allKeywords().concat(ODD.split(' '), 'include self.conf', 'include *.conf', '\u00a0', '1. ');

const ODD_YAML =
  '{ } [ ] , : - ? | > & * &a *a <<: ! !!str % @ ` " \' \\ # ~ null true yes 0123 3:20 eth0 10.0.0.1/24 -5 1.5 2s 500ms \t' +
  ' nodes: include: allow: unicast: address: name: file: env: weight: reverse: self.yaml web-a CONF-602 “ \u200b --- ... 日本 😀';
const YAML_WORDS = allKeywords()
  .map((word) => `${word}:`)
  .concat(allKeywords(), ODD_YAML.split(' '));

/** Every configuration with a fault that there is a test for. */
function badFiles(extension: string): readonly string[] {
  const folder = 'test/data/config-bad';
  const names = readdirSync(folder).filter((name) => name.endsWith(extension));
  return names.map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
}

const SOME_VALUES =
  '0 1 5 51 100 150 255 256 -1 1.5 on off yes eth0 10.0.0.1 10.0.0.1/24 fe80::1 224.0.0.18 MASTER PASS x chk weight';
const value = fc.oneof(fc.constantFrom(...SOME_VALUES.split(' ')), fc.string({ maxLength: 6 }));
const values = fc.array(value, { maxLength: 3 }).map((list) => list.join(' '));

/** Lines that a block may hold by the table of settings, with blocks in it. */
function linesOf(block: BlockName, depth: number): fc.Arbitrary<string> {
  if (!isKeywordBlock(block)) return fc.array(values, { maxLength: 3 }).map((lines) => lines.join('\n'));
  const settings = SETTINGS.filter((setting) => setting.block === block);
  if (settings.length === 0 || keywordsOf(block).length === 0) return values;
  const line = fc.constantFrom(...settings).chain((setting) => lineOf(setting, depth));
  return fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'));
}

function lineOf({ keyword, grammar }: Setting, depth: number): fc.Arbitrary<string> {
  if (grammar.type !== 'block' || depth === 0) return values.map((text) => `${keyword} ${text}`);
  const name = fc.constantFrom('', 'a', 'b', 'chk');
  return fc.tuple(name, linesOf(grammar.of, depth - 1)).map(([called, lines]) => `${keyword} ${called} {\n${lines}\n}`);
}

/** Trees of keywords and values as YAML in flow style, which JSON is. */
const yamlTree = fc
  .letrec<{ readonly node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(value, fc.integer(), fc.boolean(), fc.constant(null)),
      fc.dictionary(fc.constantFrom(...allKeywords(), 'nodes', 'a', 'b'), tie('node'), { maxKeys: 5 }),
      fc.array(tie('node'), { maxLength: 4 }),
    ),
  }))
  .node.map((tree) => JSON.stringify(tree));

export const CONFIGURATIONS: readonly Target[] = [
  target(
    { name: 'keepalived.conf', weight: 8 },
    fc.oneof(
      words(CONF_WORDS, [' ', '\n', '\n', '\r\n', '\t', ''], 120),
      anyText,
      edited([GOOD, ...badFiles('.conf')], CONF_WORDS),
      linesOf('root', 3),
    ),
    (text) => expectSound(loadConf(text)),
  ),
  target(
    { name: 'a cluster file', weight: 4 },
    fc.oneof(
      words(YAML_WORDS, [' ', '\n', '\n  ', '\n    ', '\n- ', '\r\n', '\t', ''], 60),
      anyText,
      edited([GOOD_YAML, PAIR, ...badFiles('.yaml')], YAML_WORDS),
      yamlTree,
    ),
    (text) => expectSound(loadYaml(text)),
  ),
];
