import { type Code, CODES } from '../codes.ts';
import type { Diagnostic, Report } from '../diagnostic.ts';
import { nearestWord } from '../nearest-word.ts';
import type { Span } from '../source.ts';
import { isNothing, type YamlMap, type YamlValue } from './text/value.ts';

/** Codes that somebody has seen and means: they are not said of one stretch of the file, or of any place. */
interface Allowance {
  readonly codes: ReadonlySet<string>;
  readonly within: Span | 'everywhere';
}

/** Every `allow: [CODE]` of a cluster file. Errors cannot be allowed. Source: `keepalived-conf.md` 6.2. */
export function allowancesIn(root: YamlMap, report: Report): readonly Allowance[] {
  const found: Allowance[] = [];
  collect(root, 'everywhere', found, report);
  return found;
}

/** Whether a finding is to be shown: no block around its place, or around a related place, allows it. */
export function isAllowed({ code, severity, span, related }: Diagnostic, allowances: readonly Allowance[]): boolean {
  if (severity === 'error') return false;
  const places = [span, ...related.map((other) => other.span)];
  return allowances.some(
    ({ codes, within }) => codes.has(code) && (within === 'everywhere' || places.some((place) => holds(within, place))),
  );
}

const holds = (outer: Span, inner: Span): boolean =>
  outer.file === inner.file && inner.start >= outer.start && inner.end <= outer.end;

function collect(
  value: YamlValue,
  within: Allowance['within'],
  found: Allowance[],
  report: Report,
  start?: Span,
): void {
  if (value.kind === 'list') for (const item of value.items) collect(item, item.span, found, report);
  if (value.kind !== 'map') return;
  // The name of a block is a place in it.
  const stretch = within === 'everywhere' || start?.file !== within.file ? within : { ...within, start: start.start };
  for (const { key, value: inner } of value.entries) {
    if (key.text === 'allow') found.push({ codes: codesIn(inner, report), within: stretch });
    else collect(inner, inner.span, found, report, key.span);
  }
}

function codesIn(value: YamlValue, report: Report): ReadonlySet<string> {
  const items = value.kind === 'list' ? value.items : isNothing(value) ? [] : [value];
  const codes = new Set<string>();
  for (const item of items) {
    const code = item.kind === 'scalar' ? item.text : '';
    const entry = Object.hasOwn(CODES, code) ? CODES[code as Code] : undefined;
    if (entry === undefined) {
      const meant = nearestWord(code, Object.keys(CODES));
      const help = meant === undefined ? {} : { help: `did you mean "${meant}"?` };
      report('CONF-140', item.span, `"${code}" is no code of a finding`, help);
    } else if (entry.severity === 'error') {
      report('CONF-140', item.span, `${code} is an error (${entry.title}), which cannot be allowed`);
    } else {
      codes.add(code);
    }
  }
  return codes;
}
