import type { Window, Windows } from '../../../../model/check.ts';
import type { Report } from '../../../diagnostic.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import { durationOf } from '../../block/duration.ts';
import type { Token } from '../../read/tokens.ts';
import type { Span } from '../../../source.ts';
import type { Node } from '../../tree.ts';
import type { TimeDraft } from '../draft.ts';

/** A window that is open for longer than a week is better written as minutes. */
const SPAN = { name: 'the length of a window', min: 60_000, max: 7 * 24 * 3_600_000 };

/** The windows of a check, and the patterns in them with their places. */
interface Composed {
  readonly windows: Windows | 'always';
  readonly times: readonly TimeDraft[];
}

/** One line, and where its pattern stands. */
interface Line {
  readonly window: Window;
  readonly span: Span;
}

/**
 * `during`, `except` and `outside` of a check. A line is a cron pattern, quoted or not, or `[from] PATTERN for TIME`; the
 * patterns themselves are judged by a rule. Source: checks.md 3.9.
 */
export function composeWindows(settings: BlockSettings, timeZone: string, report: Report): Composed {
  const linesOf = (word: string): readonly Line[] => settings.lines(word).flatMap((line) => lineOf(line, report) ?? []);
  const [during, except] = [linesOf('during'), linesOf('except')];
  const times = [...during, ...except].map(({ window, span }) => ({
    cron: { pattern: patternOf(window), timeZone },
    span,
  }));
  if (times.length === 0) return { windows: 'always', times };
  const written = settings.text('outside');
  const outside = written === 'good' || written === 'hold' ? written : 'bad';
  return {
    windows: {
      during: during.map(({ window }) => window),
      except: except.map(({ window }) => window),
      timeZone,
      outside,
    },
    times,
  };
}

const patternOf = (window: Window): string => (window.type === 'span' ? window.from : window.pattern);

function lineOf({ keyword, args }: Node, report: Report): Line | undefined {
  const words = [keyword, ...args];
  if (words.some(({ kind }) => kind === 'unresolved')) return undefined;
  const named = keyword.text === 'from';
  const pattern = named ? args : words;
  const end = pattern.findIndex(({ text }) => text === 'for');
  if (end < 0 && !named)
    return { window: { type: 'minutes', pattern: joined(pattern) }, span: spanOf(pattern) ?? keyword.span };
  const length = pattern[end + 1];
  if (end < 1 || length === undefined) {
    report('CONF-377', keyword.span, 'a window needs a pattern and a length');
    return undefined;
  }
  const from = pattern.slice(0, end);
  const lengthMs = durationOf(length, SPAN, report);
  if (lengthMs === undefined) return undefined;
  return { window: { type: 'span', from: joined(from), lengthMs }, span: spanOf(from) ?? keyword.span };
}

const joined = (words: readonly Token[]): string => words.map(({ text }) => text).join(' ');

/** All words at once where they stand in one file behind each other. */
function spanOf(words: readonly Token[]): Span | undefined {
  const [first, last] = [words[0]?.span, words.at(-1)?.span];
  if (first === undefined || last === undefined || last.file !== first.file || last.end < first.end) return first;
  return { ...first, end: last.end };
}
