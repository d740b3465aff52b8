import type { Measurement } from './outcome.ts';

/** `'label with blanks'=12.5ms;warn;crit;min;max`; in quotes a quote is doubled. */
const ITEM = /^(?:'((?:[^']|'')+)'|([^\s='|]+))=(-?\d+(?:\.\d+)?)([A-Za-z%µ]*)((?:;[^;\s]*){0,4})(?:\s+|$)/;

/** A plugin's first line, and what it measured. */
export interface SummaryLine {
  readonly text: string;
  readonly perf: readonly Measurement[];
}

/**
 * Takes Nagios performance data off a summary line: all behind the first `|`. A `|` that is followed by anything else
 * stays in the text. Source: checks.md 1.8.
 */
export function splitPerfdata(line: string): SummaryLine {
  const bar = line.indexOf('|');
  if (bar < 0) return { text: line, perf: [] };
  const perf = measurements(line.slice(bar + 1).trim());
  return perf.length === 0 ? { text: line, perf } : { text: line.slice(0, bar).trimEnd(), perf };
}

/** Empty when any part is no measurement. */
function measurements(text: string): readonly Measurement[] {
  const found: Measurement[] = [];
  for (let rest = text; rest !== '';) {
    const item = ITEM.exec(rest);
    if (item === null) return [];
    found.push(measurement(item));
    rest = rest.slice(item[0].length);
  }
  return found;
}

function measurement([, quoted, plain, value, unit = '', limits = '']: RegExpExecArray): Measurement {
  const [, warn = '', crit = '', min = '', max = ''] = limits.split(';');
  return {
    label: quoted?.replaceAll("''", "'") ?? plain ?? '',
    value: Number(value),
    unit,
    ...(warn === '' ? {} : { warn }),
    ...(crit === '' ? {} : { crit }),
    ...numberIn('min', min),
    ...numberIn('max', max),
  };
}

const numberIn = (name: 'min' | 'max', text: string): Partial<Measurement> =>
  text === '' || !Number.isFinite(Number(text)) ? {} : { [name]: Number(text) };
