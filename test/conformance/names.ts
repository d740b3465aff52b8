import { projectFiles, readText } from '../tidy/findings.ts';
import { withoutComments } from '../tidy/source-text.ts';

/** The groups of the conformance list, and how many rules each has: a rule that goes missing is missed. */
export const GROUPS = { PK: 26, RX: 50, TM: 13, SM: 47, PR: 9, SG: 6, AN: 8, NO: 4, EX: 35 } as const;

const ID = new RegExp(`\\b(?:${Object.keys(GROUPS).join('|')})-\\d{2}\\b`, 'g');

/** Where the rules stand by id, each with what says that it holds, or why there is nothing. */
export const LIST = 'test/data/conformance.jsonl';

/** Every id that a text names. */
export const idsIn = (text: string): readonly string[] => text.match(ID) ?? [];

/** Texts with the names of tests in them: a test file without its comments, or the names of cases that are data. */
function namesIn(path: string): readonly string[] {
  const text = readText(path);
  if (idsIn(text).length === 0) return [];
  if (path.endsWith('.ts')) return [withoutComments(text)];
  const lines = text.trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { readonly name?: string }).name ?? '');
}

/** The files of tests and cases in whose names each id stands. */
export function placesOfIds(): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  for (const path of projectFiles()) {
    const isTest = path.startsWith('test/') && path.endsWith('.test.ts') && !path.startsWith('test/conformance/');
    const isData = /^test\/data\/[^/]*\.jsonl$/.test(path) && path !== LIST;
    if (!isTest && !isData) continue;
    for (const id of namesIn(path).flatMap(idsIn)) places.set(id, (places.get(id) ?? new Set()).add(path));
  }
  return places;
}
