import { argvOf } from '../../keepalived/command.ts';
import { MappedText } from '../../keepalived/read/mapped-text.ts';
import {
  entryOf,
  isNothing,
  isUnknown,
  wordOf,
  type YamlEntry,
  type YamlScalar,
  type YamlValue,
} from '../text/value.ts';
import { reportForm, type Reading, unknownWord } from './scalar.ts';
import type { Node } from '../../keepalived/tree.ts';

const PARTS = new Set(['script', 'user', 'group']);

/**
 * A command line as composers read it, from a text (`/x a 'b c'`), a list (`[/x, a, b c]`), or a map with `script`, `user`
 * and `group`. `true` stands for a keyword that needs no command. Source: `keepalived-conf.md` 6.3.
 */
export function commandNode({ key, value }: YamlEntry, reading: Reading): Node {
  const parts = partsOf(key, value, reading);
  const argv = parts === undefined || isNothing(parts.command) ? [] : argvIn(key, parts.command, reading);
  if (parts === undefined || argv === undefined) {
    return { keyword: wordOf(key), args: [unknownWord(value)], line: lineOf(key, undefined, []), after: 'start' };
  }
  const { command, users } = parts;
  const line = lineOf(key, isNothing(command) ? undefined : { argv, place: command }, users);
  const args = isNothing(command) ? [] : [{ text: argv.join(' '), span: command.span, kind: 'quoted' as const }];
  return { keyword: wordOf(key), args, line, after: 'start' };
}

function partsOf(
  key: YamlScalar,
  value: YamlValue,
  { report }: Reading,
): { readonly command: YamlValue; readonly users: readonly YamlScalar[] } | undefined {
  if (value.kind !== 'map') return { command: value, users: [] };
  const odd = value.entries.find((entry) => !PARTS.has(entry.key.text));
  const command = entryOf(value, 'script')?.value;
  if (odd !== undefined || command === undefined || command.kind === 'map') {
    reportForm(odd?.key ?? key, value, 'a command, or a map of script, user and group', report);
    return undefined;
  }
  const users = ['user', 'group'].flatMap((part) => {
    const found = entryOf(value, part)?.value;
    return found?.kind === 'scalar' && !isNothing(found) ? [found] : [];
  });
  return { command, users };
}

function argvIn(key: YamlScalar, command: YamlValue, { report }: Reading): readonly string[] | undefined {
  if (isUnknown(command)) return undefined;
  if (command.kind === 'scalar') return argvOf(`"${command.text}"`);
  const words =
    command.kind === 'list' ? command.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])) : [];
  if (command.kind === 'list' && words.length === command.items.length) return words;
  reportForm(key, command, 'a command: one text, or a list of words', report);
  return undefined;
}

/** The line of keepalived.conf that runs the same, each word mapped to where it stands in YAML. */
function lineOf(
  key: YamlScalar,
  command: { readonly argv: readonly string[]; readonly place: YamlValue } | undefined,
  users: readonly YamlScalar[],
): MappedText {
  const keyword = MappedText.replacement(`${key.text} `, key.span);
  if (command === undefined) return keyword;
  const quoted = command.argv.map((word) => `'${word.replaceAll(/[\\'"]/g, '\\$&')}'`).join(' ');
  const words = users.map(({ text, span }) => MappedText.replacement(` ${text}`, span));
  return MappedText.join([keyword, MappedText.replacement(`"${quoted}"`, command.place.span), ...words]);
}
