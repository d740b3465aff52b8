import type { Result } from '../../../model/result.ts';
import type { Report } from '../../diagnostic.ts';
import type { Span } from '../../source.ts';

/** Why a file cannot be read as configuration. keepalived refuses executable files. */
export type ReadFault = 'missing' | 'unreadable' | 'not-regular' | 'executable';

/** Completes "FILE …". */
export const UNREADABLE: Readonly<Record<ReadFault, string>> = {
  missing: 'does not exist',
  unreadable: 'cannot be read',
  'not-regular': 'is not a regular file',
  executable: 'is executable',
};

export type ReadText = (path: string) => Result<string, ReadFault>;

/** The paths that a pattern with `*`, `?` or `[…]` matches, sorted. */
export type Glob = (pattern: string) => readonly string[];

/** Which kinds of emptiness are errors: `includer` reads, `includem` also matches, and so on. */
export interface IncludeChecks {
  readonly read: boolean;
  readonly match: boolean;
  readonly wildcard: boolean;
  readonly brace: boolean;
}

export const NO_CHECKS: IncludeChecks = { read: false, match: false, wildcard: false, brace: false };

const FORMS: Readonly<Record<string, IncludeChecks>> = {
  '': NO_CHECKS,
  r: { ...NO_CHECKS, read: true },
  m: { ...NO_CHECKS, read: true, match: true },
  w: { ...NO_CHECKS, read: true, match: true, wildcard: true },
  b: { ...NO_CHECKS, read: true, brace: true },
  a: { read: true, match: true, wildcard: true, brace: true },
};

/** The pattern and strictness of an include line; `undefined` for any other line. */
export function includeOf(
  text: string,
  standing: IncludeChecks,
): { pattern: string; checks: IncludeChecks } | undefined {
  const found = /^include([rmwba]?)[ \t]+(\S.*)$/.exec(text);
  if (found === null) return undefined;
  const own = FORMS[found[1] ?? ''] ?? NO_CHECKS;
  const checks = {
    read: own.read || standing.read,
    match: own.match || standing.match,
    wildcard: own.wildcard || standing.wildcard,
    brace: own.brace || standing.brace,
  };
  return { pattern: found[2] ?? '', checks };
}

/** The standing checks after an `include_check` line: words with `+` or `-`; none at all switches every check on. */
export function checksAfter(words: readonly string[], standing: IncludeChecks): IncludeChecks {
  if (words.length === 0) return { read: true, match: true, wildcard: true, brace: true };
  const relative = words.some((word) => /^[+-]/.test(word));
  let checks = relative ? standing : NO_CHECKS;
  const names: Readonly<Record<string, keyof IncludeChecks>> = {
    read: 'read',
    match: 'match',
    wildcard_match: 'wildcard',
    brace_match: 'brace',
  };
  for (const word of words) {
    const name = names[word.replace(/^[+-]/, '')];
    if (name !== undefined) checks = { ...checks, [name]: !word.startsWith('-') };
  }
  return checks;
}

/** The files an include names, in order; reports patterns that match nothing. */
export function filesOf(
  pattern: string,
  options: { checks: IncludeChecks; folder: string; glob: Glob | undefined; span: Span; report: Report },
): string[] {
  const { checks, span, report } = options;
  if (/["']/.test(pattern) || /\S\s+\S/.test(pattern)) {
    report('CONF-018', span, 'include takes the rest of the line as one pattern');
  }
  return alternatives(pattern).flatMap((alternative) => {
    const path = alternative.startsWith('/') ? alternative : `${options.folder}/${alternative}`;
    if (!/[*?[]/.test(path)) return [normalize(path)];
    const matches = (options.glob?.(normalize(path)) ?? []).filter((match) => !match.endsWith('/'));
    if (matches.length === 0) {
      const severity = checks.wildcard || (checks.brace && alternative !== pattern) ? 'error' : 'warning';
      report('CONF-016', span, `no file matches "${alternative}"`, { severity });
    }
    return matches.map(normalize);
  });
}

/** `{a,b}` spelt out, at most 256 patterns. */
function alternatives(pattern: string): string[] {
  const found = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (found === null) return [pattern];
  const [before, after] = [pattern.slice(0, found.index), pattern.slice(found.index + found[0].length)];
  return (found[1] ?? '')
    .split(',')
    .flatMap((part) => alternatives(before + part + after))
    .slice(0, 256);
}

/** Takes `.`, `..` and doubled slashes out of a path. */
export function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}

export const folderOf = (path: string): string => {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, Math.max(1, slash));
};
