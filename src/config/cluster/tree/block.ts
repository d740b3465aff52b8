import { MappedText } from '../../keepalived/read/mapped-text.ts';
import type { Token } from '../../keepalived/read/tokens.ts';
import type { Node } from '../../keepalived/tree.ts';
import type { Grammar, KeywordBlock, Setting } from '../../settings/setting.ts';
import { isKeywordBlock, keywordsOf, settingIn } from '../../settings/table.ts';
import { clusterSettingsOf } from '../../settings/cluster.ts';
import { nearestWord } from '../../nearest-word.ts';
import { entryOf, isNothing, wordOf, type YamlEntry, type YamlMap, type YamlScalar } from '../text/value.ts';
import { commandNode } from './command.ts';
import { cutAtBlanks, valueLines, wordsIn } from './lines.ts';
import { reportForm, switchOf, wordsOf, type Reading } from './scalar.ts';

/** Keys that belong to another one: the second word of its line in keepalived.conf. */
const COMPANIONS: Readonly<Partial<Record<Grammar['type'], string>>> = { weight: 'reverse', user: 'group' };

const order = (keyword: string): number =>
  keyword === 'global_defs' ? 0 : /^vrrp_(?:instance|sync_group)$/.test(keyword) ? 2 : 1;

/** The top level, global settings and what is tracked before who tracks: the order that keepalived needs. */
export function treeOf(root: YamlMap, reading: Reading): readonly Node[] {
  return blockLines(root, 'root', reading).toSorted((a, b) => order(a.keyword.text) - order(b.keyword.text));
}

/** The lines of a keyword block: the same that the reader of keepalived.conf makes of its text. */
function blockLines(map: YamlMap, block: KeywordBlock, reading: Reading): readonly Node[] {
  const companions = companionsIn(map, block);
  return map.entries.flatMap((entry) => {
    const { text } = entry.key;
    if (text === 'allow' || companions.has(text)) return [];
    const setting = settingIn(block, text);
    return setting === undefined ? unknownLine(entry, block, reading) : linesOf(setting, entry, map, reading);
  });
}

/** The keys of a map that are read together with another key. */
function companionsIn(map: YamlMap, block: KeywordBlock): ReadonlySet<string> {
  const found = map.entries.flatMap(({ key }) => COMPANIONS[settingIn(block, key.text)?.grammar.type ?? 'flag'] ?? []);
  return new Set(found.filter((word) => settingIn(block, word) === undefined));
}

function unknownLine({ key }: YamlEntry, block: KeywordBlock, { report }: Reading): readonly Node[] {
  const own = clusterSettingsOf(block).map(({ keyword }) => keyword);
  if (own.includes(key.text)) return [];
  const meant = nearestWord(key.text, [...keywordsOf(block), ...own]);
  if (meant === undefined || !own.includes(meant)) return [nodeOf(key, [])];
  report('CONF-101', key.span, `unknown keyword "${key.text}"`, { help: `did you mean "${meant}"?` });
  return [];
}

function linesOf(setting: Setting, entry: YamlEntry, map: YamlMap, reading: Reading): readonly Node[] {
  const { key, value } = entry;
  const { grammar } = setting;
  // A keyword that may stand on several lines takes a list of what they say.
  if (setting.repeat === 'merge' && grammar.type !== 'block' && value.kind === 'list') {
    return value.items.flatMap((item) => linesOf(setting, { key, value: item }, map, reading));
  }
  switch (grammar.type) {
    case 'block':
      return blockNodes(grammar, entry, reading);
    case 'command':
      return commandNodes(entry, reading);
    case 'flag':
      return switchOf(entry, reading.report) === 'on' ? [nodeOf(key, [])] : [];
    case 'boolean': {
      const state = switchOf(entry, reading.report);
      return state === undefined ? [] : [nodeOf(key, [{ text: state, span: value.span, kind: 'word' }])];
    }
    case 'optional':
      return optionalNodes(entry, grammar, reading);
    case 'words':
    case 'cron':
    case 'quorum':
      return [nodeOf(key, value.kind === 'scalar' && !isNothing(value) ? cutAtBlanks(value) : wordsIn(value))];
    default: {
      const words = wordsOf(entry, grammar, reading);
      return [nodeOf(key, [...divided(words, grammar), ...companion(grammar, map, reading)])];
    }
  }
}

/** `user: U:G` is a user and a group. */
function divided(words: readonly Token[], grammar: Grammar): readonly Token[] {
  const [word] = words;
  const found = grammar.type === 'user' && word !== undefined ? /^([^:]+):([^:]+)$/.exec(word.text) : null;
  if (found === null || word === undefined) return words;
  return [found[1] ?? '', found[2] ?? ''].map((text) => ({ ...word, text }));
}

function companion({ type }: Grammar, map: YamlMap, { report }: Reading): readonly Token[] {
  const entry = entryOf(map, COMPANIONS[type] ?? '');
  if (entry === undefined) return [];
  if (type === 'weight') return switchOf(entry, report) === 'on' ? [wordOf(entry.key)] : [];
  return entry.value.kind === 'scalar' && !isNothing(entry.value) ? [wordOf(entry.value)] : [];
}

function commandNodes(entry: YamlEntry, reading: Reading): readonly Node[] {
  const { key, value } = entry;
  if (key.text === 'notify_deleted' && value.kind === 'scalar' && /^(?:true|false)$/.test(value.text)) {
    return value.text === 'true' ? [nodeOf(key, [])] : [];
  }
  return [commandNode(entry, reading)];
}

function optionalNodes(entry: YamlEntry, grammar: Grammar, reading: Reading): readonly Node[] {
  const { key, value } = entry;
  if (value.kind === 'scalar' && value.text === 'false') return [];
  if (value.kind === 'scalar' && value.text === 'true') return [nodeOf(key, [])];
  return [nodeOf(key, wordsOf(entry, grammar, reading))];
}

function blockNodes(
  grammar: Extract<Grammar, { type: 'block' }>,
  { key, value }: YamlEntry,
  reading: Reading,
): readonly Node[] {
  const { of: inner, name } = grammar;
  if (inner === 'opaque') return [nodeOf(key, [], { open: value.span, children: [] })];
  if (!isKeywordBlock(inner)) {
    return [nodeOf(key, [], { open: value.span, children: valueLines(key, value, inner, reading) })];
  }
  if (isNothing(value)) return name === 'one' ? [] : [nodeOf(key, [], { open: value.span, children: [] })];
  if (value.kind !== 'map') {
    reportForm(key, value, name === 'one' ? 'a map of names' : 'a map', reading.report);
    return [];
  }
  if (name !== 'one') return [nodeOf(key, [], { open: value.span, children: blockLines(value, inner, reading) })];
  return value.entries
    .filter((entry) => entry.key.text !== 'allow')
    .flatMap((entry) => namedBlock(key, entry, inner, reading));
}

function namedBlock(section: YamlScalar, entry: YamlEntry, inner: KeywordBlock, reading: Reading): readonly Node[] {
  const { key, value } = entry;
  if (value.kind !== 'map' && !isNothing(value)) {
    reportForm(key, value, 'a map', reading.report);
    return [];
  }
  const children = value.kind === 'map' ? blockLines(value, inner, reading) : [];
  return [nodeOf({ ...section, span: key.span }, [{ ...wordOf(key), kind: 'word' }], { open: value.span, children })];
}

function nodeOf(key: YamlScalar, args: readonly Token[], block?: Node['block']): Node {
  const line = MappedText.replacement(key.text, key.span);
  return { keyword: wordOf(key), args, line, after: 'start', ...(block === undefined ? {} : { block }) };
}
