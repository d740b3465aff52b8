import { nearestWord } from '../../nearest-word.ts';
import { MappedText } from '../../keepalived/read/mapped-text.ts';
import type { Token } from '../../keepalived/read/tokens.ts';
import type { Node } from '../../keepalived/tree.ts';
import { LINE_FORMS } from '../../settings/lines.ts';
import type { BlockName } from '../../settings/setting.ts';
import {
  entryOf,
  isNothing,
  wordOf,
  type YamlEntry,
  type YamlMap,
  type YamlScalar,
  type YamlValue,
} from '../text/value.ts';
import { reportForm, switchOf, type Reading } from './scalar.ts';

/** Blocks whose lines hold several words; in all others an item is one word, whatever blanks are in it. */
const CUT = new Set<BlockName>(['addresses', 'peers', 'tracked', 'routes', 'rules', 'interfaces']);

/**
 * The lines of a value block: a list of texts in keepalived's syntax, or of maps that name the words; or, where lines are
 * pairs, one map.
 */
export function valueLines(key: YamlScalar, value: YamlValue, block: BlockName, reading: Reading): readonly Node[] {
  if (isNothing(value)) return [];
  if (value.kind === 'map' && !CUT.has(block)) return value.entries.flatMap((entry) => pairLine(entry, reading));
  if (value.kind === 'map') {
    reportForm(key, value, 'a list', reading.report);
    return [];
  }
  const items = value.kind === 'list' ? value.items : [value];
  return items.flatMap((item) => {
    const words = wordsOfItem(key, item, block, reading);
    return words === undefined ? [] : lineOf(words);
  });
}

function wordsOfItem(
  key: YamlScalar,
  item: YamlValue,
  block: BlockName,
  reading: Reading,
): readonly Token[] | undefined {
  if (item.kind === 'map') return wordsOfMap(key, item, block, reading);
  if (item.kind === 'scalar' && !isNothing(item)) return CUT.has(block) ? cutAtBlanks(item) : [wordOf(item)];
  const form = LINE_FORMS[block as keyof typeof LINE_FORMS];
  reportForm(
    key,
    item,
    form === undefined ? 'a list of texts' : `a list of texts or of maps with ${form.first}`,
    reading.report,
  );
  return undefined;
}

function wordsOfMap(key: YamlScalar, item: YamlMap, block: BlockName, reading: Reading): readonly Token[] | undefined {
  const form = LINE_FORMS[block as keyof typeof LINE_FORMS];
  if (form === undefined) return item.entries.flatMap(({ key: name, value }) => [wordOf(name), ...wordsIn(value)]);
  const first = entryOf(item, form.first)?.value;
  if (first?.kind !== 'scalar' || isNothing(first)) {
    reading.report('CONF-134', item.span, `an item of "${key.text}" needs ${form.first}`);
    return undefined;
  }
  const options = item.entries.filter((entry) => entry.key.text !== form.first);
  return [wordOf(first), ...options.flatMap((entry) => optionWords(entry, form.options, reading))];
}

function optionWords(
  entry: YamlEntry,
  options: Readonly<Record<string, 'value' | 'flag'>>,
  { report }: Reading,
): readonly Token[] {
  const { key, value } = entry;
  const option = options[key.text];
  if (option === 'flag') return switchOf(entry, report) === 'on' ? [wordOf(key)] : [];
  if (option === undefined) {
    const meant = nearestWord(key.text, Object.keys(options));
    const help = `one of ${Object.keys(options).join(', ')}`;
    report('CONF-101', key.span, `unknown option "${key.text}"`, {
      help: meant === undefined ? help : `did you mean "${meant}"?`,
    });
    return [];
  }
  if (value.kind === 'scalar') return isNothing(value) ? [wordOf(key)] : [wordOf(key), wordOf(value)];
  reportForm(key, value, 'one value', report);
  return [];
}

function pairLine(entry: YamlEntry, { report }: Reading): readonly Node[] {
  const words = wordsIn(entry.value);
  if (entry.value.kind === 'map') reportForm(entry.key, entry.value, 'one value, or a list', report);
  return lineOf([wordOf(entry.key), ...words]);
}

/** The words of a value that may be a list of them. */
export function wordsIn(value: YamlValue): readonly Token[] {
  if (value.kind === 'scalar') return isNothing(value) ? [] : [wordOf(value)];
  return value.kind === 'list' ? value.items.flatMap((item) => (item.kind === 'scalar' ? [wordOf(item)] : [])) : [];
}

/** The words of a text, each with its own place where the text stands in the file as it is. */
export function cutAtBlanks({ text, style, span }: YamlScalar): readonly Token[] {
  const verbatim = style === 'plain' && span.end - span.start === text.length;
  return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
    text: word,
    span: verbatim ? { ...span, start: span.start + index, end: span.start + index + word.length } : span,
    kind: 'word',
  }));
}

function lineOf(words: readonly Token[]): readonly Node[] {
  const [keyword, ...args] = words;
  if (keyword === undefined) return [];
  return [{ keyword, args, line: MappedText.replacement(keyword.text, keyword.span), after: 'start' }];
}
