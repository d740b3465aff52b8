import type { Report } from '../../diagnostic.ts';
import type { Token } from '../read/tokens.ts';

const UNITS_MS: Readonly<Record<string, number>> = { '': 1000, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/;

/** Name and inclusive limits in ms of what is read. */
interface Limits {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

/**
 * A time in ms, rounded to a whole one: `500ms`, `1.5s`, `10m`, `2h`; a bare number is seconds. Reports anything else,
 * and what is out of range.
 */
export function durationOf(token: Token, { name, min, max }: Limits, report: Report): number | undefined {
  const [, number, unit] = DURATION.exec(token.text.trim()) ?? [];
  if (number === undefined || unit === undefined) {
    report('CONF-330', token.span, `"${token.text}" is not a time`);
    return undefined;
  }
  const valueMs = Math.round(Number(number) * (UNITS_MS[unit] ?? 1));
  if (valueMs >= min && valueMs <= max) return valueMs;
  report('CONF-202', token.span, `${name} must be ${durationText(min)} to ${durationText(max)}`);
  return undefined;
}

/** The shortest way to write a time: `250ms`, `90s`, `2h`. */
export function durationText(valueMs: number): string {
  const unit = (['h', 'm', 's'] as const).find((each) => valueMs > 0 && valueMs % (UNITS_MS[each] ?? 1) === 0) ?? 'ms';
  return `${valueMs / (UNITS_MS[unit] ?? 1)}${unit}`;
}
