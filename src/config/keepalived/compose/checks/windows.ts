import type { Window, Windows } from '../../../../model/check.ts';
import type { Report } from '../../../diagnostic.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import { durationOf } from '../../block/duration.ts';
import type { Token } from '../../read/tokens.ts';
import type { Node } from '../../tree.ts';

/** A window that is open for longer than a week is better written as minutes. */
const SPAN = { name: 'the length of a window', min: 60_000, max: 7 * 24 * 3_600_000 };

/**
 * `during`, `except` and `outside` of a check. A line is a cron pattern, quoted or not, or `[from] PATTERN for TIME`; the
 * patterns themselves are judged by a rule. Source: checks.md 3.9.
 */
export function composeWindows(settings: BlockSettings, timeZone: string, report: Report): Windows | 'always' {
  const [during, except] = ['during', 'except'].map((word) =>
    settings.lines(word).flatMap((line) => windowOf(line, report) ?? []),
  );
  if (during === undefined || except === undefined || during.length + except.length === 0) return 'always';
  const outside = settings.text('outside');
  return { during, except, timeZone, outside: outside === 'good' || outside === 'hold' ? outside : 'bad' };
}

function windowOf({ keyword, args }: Node, report: Report): Window | undefined {
  const words = [keyword, ...args];
  if (words.some(({ kind }) => kind === 'unresolved')) return undefined;
  const named = keyword.text === 'from';
  const pattern = named ? args : words;
  const end = pattern.findIndex(({ text }) => text === 'for');
  if (end < 0 && !named) return { type: 'minutes', pattern: joined(pattern) };
  const length = pattern[end + 1];
  if (end < 1 || length === undefined) {
    report('CONF-377', keyword.span, 'a window needs a pattern and a length');
    return undefined;
  }
  const lengthMs = durationOf(length, SPAN, report);
  return lengthMs === undefined ? undefined : { type: 'span', from: joined(pattern.slice(0, end)), lengthMs };
}

const joined = (words: readonly Token[]): string => words.map(({ text }) => text).join(' ');
