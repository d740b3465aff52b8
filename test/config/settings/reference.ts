import { durationText } from '../../../src/config/keepalived/block/duration.ts';
import type { Grammar, KeywordBlock, Setting } from '../../../src/config/settings/setting.ts';

const HEAD = `# Settings

Every word of a configuration, by its block. This page is written from the table that reads them (\`npm run docs\`); do not edit it.

- [Words of vipward](#words-of-vipward): in a keepalived.conf that keepalived must go on reading, put \`@vipward\` before
  each line of them, also before the lines of a block and its \`}\`; keepalived skips such lines. Small blocks fit in one: \`@vipward needs { gateway }\`.
- [Words of keepalived](#words-of-keepalived): what is written \`ignored\` is named in a warning; \`refused\` is an error, because
  ignoring it could leave two holders of an address, or none.

A time has a unit (\`500ms\`, \`2s\`, \`5m\`, \`1h\`); without one it is seconds. keepalived's own times are seconds without a unit.
`;

const TREATED: Readonly<Record<Setting['tier'], string>> = { A: '', C: 'ignored', D: 'refused' };

const BLOCK_TITLES: Readonly<Partial<Record<KeywordBlock, string>>> = { root: 'top level' };

/** The whole of docs/settings.md. */
export function reference(settings: readonly Setting[]): string {
  const of = (whose: Setting['whose']): string => blockTables(settings.filter((row) => row.whose === whose));
  return `${HEAD}\n## Words of vipward\n\n${of('vipward')}\n## Words of keepalived\n\n${of('keepalived')}`;
}

function blockTables(settings: readonly Setting[]): string {
  const blocks = [...new Set(settings.map(({ block }) => block))];
  return blocks
    .map((block) =>
      table(
        block,
        settings.filter((row) => row.block === block),
      ),
    )
    .join('\n');
}

function table(block: KeywordBlock, settings: readonly Setting[]): string {
  const [first] = settings;
  const treated = settings.some(({ tier }) => tier !== 'A') ? ['here'] : [];
  const columns = ['word', 'values', 'default', 'meaning', ...treated];
  const lines = settings.map((row) => [
    `\`${row.keyword}\``,
    valuesText(row.grammar),
    row.fallback,
    row.alias === undefined ? row.meaning : `old name of \`${row.alias}\``,
    ...treated.map(() => TREATED[row.tier]),
  ]);
  const title = `### ${BLOCK_TITLES[block] ?? block}${first?.whose === 'vipward' ? ' (vipward)' : ''}`;
  return `${title}\n\n${[columns, columns.map(() => '---'), ...lines].map(rowText).join('\n')}\n`;
}

const rowText = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** What may stand behind a word. */
function valuesText(grammar: Grammar): string {
  switch (grammar.type) {
    case 'flag':
      return '';
    case 'boolean':
      return 'on, off';
    case 'integer':
      return `${grammar.min} to ${grammar.max}`;
    case 'ranges':
      return `numbers and spans, ${grammar.min} to ${grammar.max}`;
    case 'seconds':
      return `${grammar.min} to ${grammar.max} s`;
    case 'duration':
      return `${durationText(grammar.min)} to ${durationText(grammar.max)}`;
    case 'weight':
      return `-${grammar.max} to ${grammar.max}, \`reverse\``;
    case 'oneOf':
      return grammar.words.join(', ');
    case 'block':
      return grammar.name === 'none' ? `\`{ ${grammar.of} }\`` : `NAME \`{ ${grammar.of} }\``;
    case 'ownFile':
      return grammar.holds === 'secret' ? 'path of a file that only the daemon can read' : 'path';
    default:
      return WORDS[grammar.type];
  }
}

const WORDS = {
  word: 'word',
  words: 'words',
  optional: 'nothing or a word',
  path: 'path',
  interface: 'interface',
  command: 'command in quotes',
  user: 'user, group',
  mode: 'octal',
  cron: 'five fields of cron',
  quorum: 'any, all, majority, at_least N',
  expectation: 'text, or /pattern/',
  address: 'address',
} as const;
