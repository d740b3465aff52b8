import type { ExitWeights, Points } from '../../../../model/check.ts';
import type { Report } from '../../../diagnostic.ts';
import type { Span } from '../../../source.ts';
import type { Token } from '../../read/tokens.ts';
import type { Node } from '../../tree.ts';

const POINTS_MAX = 253;
const CODE_MAX = 255;
/** Ways to end that have no exit code. */
const ENDS = ['signal', 'timeout', 'error'] as const;
const KEYS = `an exit code, a range such as 3-9, default, ${ENDS.join(', ')}`;

type End = (typeof ENDS)[number] | 'default';
type Range = ExitWeights['ranges'][number] & { readonly span: Span };

/** The keys of one `exit_weights` block as far as they were read. */
interface Pairs {
  readonly ranges: Range[];
  readonly ends: Map<End, Points>;
}

/**
 * The lines of `exit_weights`: pairs of a key and its points, one or several a line: `1 -10`, `3-9 -60`,
 * `default fault`. Keys may not overlap, and every exit code must be covered. Source: checks.md 2.3.
 */
export function composeExitWeights(lines: readonly Node[], place: Span, report: Report): ExitWeights {
  const pairs: Pairs = { ranges: [], ends: new Map() };
  for (const line of lines) {
    const words = [line.keyword, ...line.args];
    for (let at = 0; at < words.length; at += 2) readPair(words[at], words[at + 1], pairs, report);
  }
  const { ranges, ends } = pairs;
  const missing = ownersOf(ranges, report).indexOf(undefined);
  if (!ends.has('default') && missing >= 0) {
    report('CONF-373', place, `exit_weights says nothing of exit code ${missing}`);
  }
  const fallback = ends.get('default') ?? 'fault';
  const pointsOf = (end: End): Points => ends.get(end) ?? fallback;
  return {
    ranges: ranges.map(({ from, to, points }) => ({ from, to, points })),
    signal: pointsOf('signal'),
    timeout: pointsOf('timeout'),
    error: pointsOf('error'),
    fallback,
  };
}

function readPair(key: Token | undefined, value: Token | undefined, { ranges, ends }: Pairs, report: Report): void {
  if (key === undefined || key.kind === 'unresolved' || value?.kind === 'unresolved') return;
  const range = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(key.text);
  const [from, to] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])];
  const end = ['default' as const, ...ENDS].find((word) => word === key.text);
  if (end === undefined && !(from <= to && to <= CODE_MAX)) {
    report('CONF-375', key.span, `"${key.text}" is no key of exit_weights`, { help: `write ${KEYS}` });
    return;
  }
  const points = value === undefined ? undefined : pointsIn(value.text);
  if (points === undefined) {
    const found = value === undefined ? 'has no points' : `cannot be worth "${value.text}"`;
    report('CONF-375', (value ?? key).span, `"${key.text}" ${found}`);
    return;
  }
  if (end === undefined) ranges.push({ from, to, points, span: key.span });
  else if (ends.has(end)) report('CONF-374', key.span, `"${end}" stands twice in exit_weights`);
  else ends.set(end, points);
}

function pointsIn(text: string): Points | undefined {
  if (text === 'fault') return 'fault';
  const points = /^[+-]?\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  return Math.abs(points) <= POINTS_MAX ? points : undefined;
}

/** Which range has each exit code; a code that two ranges want is reported and stays with the first. */
function ownersOf(ranges: readonly Range[], report: Report): readonly (Range | undefined)[] {
  const owners = Array.from({ length: CODE_MAX + 1 }, (): Range | undefined => undefined);
  for (const range of ranges) {
    const codes = Array.from({ length: range.to - range.from + 1 }, (_, index) => range.from + index);
    const taken = codes.find((code) => owners[code] !== undefined);
    const before = taken === undefined ? undefined : owners[taken];
    if (before !== undefined) {
      const related = [{ span: before.span, message: 'first here' }];
      report('CONF-374', range.span, `exit code ${taken} stands twice in exit_weights`, { related });
    }
    for (const code of codes) owners[code] ??= range;
  }
  return owners;
}
