import type { Range } from './shell/syntax.ts';

const COMMENT = /#\s*vipward:\s*ignore\s+(LINT-\d+(?:\s*,\s*LINT-\d+)*)[ \t]*([^\r\n]*)/;

/** What the comments of a script take back. */
export interface Suppressions {
  /** A reason, `no reason` when one is missing, `undefined` when nothing is said about that rule at that line. */
  readonly at: (rule: string, line: number) => 'suppressed' | 'no reason' | undefined;
}

/**
 * Reads `# vipward: ignore LINT-01 reason` on a line or on the line above.
 * @param lineOf the line of an offset, counted from 1
 */
export function readSuppressions(
  text: string,
  comments: readonly Range[],
  lineOf: (offset: number) => number,
): Suppressions {
  const said = new Map<string, 'suppressed' | 'no reason'>();
  for (const { start, end } of comments) {
    const found = COMMENT.exec(text.slice(start, end));
    if (found === null) continue;
    const line = lineOf(start);
    const own = text.slice(text.lastIndexOf('\n', start) + 1, start).trim() === '';
    for (const rule of (found[1] ?? '').split(/\s*,\s*/)) {
      const verdict = (found[2] ?? '').trim() === '' ? 'no reason' : 'suppressed';
      said.set(`${rule} ${line}`, verdict);
      if (own) said.set(`${rule} ${line + 1}`, verdict);
    }
  }
  return { at: (rule, line) => said.get(`${rule} ${line}`) };
}
