import type { RunAs } from '../../../model/instance.ts';
import { type Report, withoutNotes } from '../../diagnostic.ts';
import { argvOf, type RawWord, rawWords } from '../command.ts';
import type { Node } from '../tree.ts';
import type { BlockSettings } from '../block/block-settings.ts';
import type { CommandDraft, HookDraft } from './draft.ts';

/** Words that are states or options, never users: somebody forgot the quotes. */
const NO_USER = /^[-/$'"]|^(?:MASTER|BACKUP|FAULT|STOP)$|[^\w.:+-]/;

/**
 * The command of a `script` or `notify…` line: one word, quoted when it has arguments. A notify line may name a user
 * and group behind it; anything else there is lost, which is an error. Source: `keepalived-conf.md` 1.3, 3.6.
 */
export function readCommand(node: Node, trailing: 'user' | 'nothing', report: Report): CommandDraft | undefined {
  const [, word, ...rest] = rawWords(node.line);
  if (word === undefined) return undefined;
  const argv = argvOf(word.raw);
  if (argv.length === 0 || argv[0] === '') {
    report('CONF-304', word.span, `"${node.keyword.text}" has no command`);
    return undefined;
  }
  if (word.raw.startsWith("'")) {
    report('CONF-010', word.span, 'keep \' for the inside of a command, and quote it with "', {
      note: 'a # or a brace between single quotes still ends the line',
    });
  }
  const user = trailing === 'user' ? userOf(rest) : undefined;
  if (user === undefined && rest.length > 0) reportLost(node, word, rest, report);
  const [first] = rest;
  return {
    argv,
    text: textOf(word.raw),
    span: word.span,
    ...(user === undefined || first === undefined ? {} : { user, userSpan: first.span }),
  };
}

/** Whose hooks are read, and who they run as when they name nobody. */
export interface HookOwner {
  readonly name: string;
  readonly user: RunAs;
}

/** The command behind a keyword that may name a user; `undefined` when there is none, or none that can be read. */
export function readHook(
  settings: BlockSettings,
  keyword: string,
  { name, user }: HookOwner,
  report: Report,
): HookDraft | undefined {
  const entry = settings.entry(keyword);
  if (entry === undefined) return undefined;
  const { whose } = entry.setting;
  const command = readCommand(entry.node, 'user', whose === 'keepalived' ? report : withoutNotes(report));
  if (command === undefined) return undefined;
  return { ...command, title: `${keyword} of "${name}"`, runAs: command.user ?? user, whose };
}

/** The word as a shell is to have it: without the quotes around it, and the escapes that those need. */
function textOf(raw: string): string {
  const quoted = raw.length > 1 && raw.startsWith('"') && raw.endsWith('"');
  return quoted ? raw.slice(1, -1).replaceAll('\\"', '"') : raw;
}

function userOf(words: readonly RawWord[]): RunAs | undefined {
  const [user, group, more] = words;
  if (user === undefined || more !== undefined || NO_USER.test(user.raw)) return undefined;
  if (group === undefined) return { user: user.raw };
  return NO_USER.test(group.raw) ? undefined : { user: user.raw, group: group.raw };
}

function reportLost(node: Node, word: RawWord, rest: readonly RawWord[], report: Report): void {
  const [first] = rest;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return;
  const lost = rest.map(({ raw }) => raw).join(' ');
  const same = last.span.file === first.span.file && last.span.end > first.span.start;
  const shown = `${argvOf(word.raw).join(' ')} ${lost}`.replaceAll('"', "'");
  report(
    'CONF-305',
    same ? { ...first.span, end: last.span.end } : first.span,
    `"${lost}" after the command is ignored`,
    {
      help: `quote the whole command: ${node.keyword.text} "${shown}"`,
      note: 'keepalived would run the command without these words, or take them for a user and drop the command',
    },
  );
}
