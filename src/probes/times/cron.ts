import type { CronExpression, CronExpressionParser } from 'cron-parser';
import type { NextDate } from '../../health/time/cron-dates.ts';
import { readCron } from '../../health/time/cron-pattern.ts';
import { offsetMinutes } from '../../health/time/wall-clock.ts';
import type { CronTime } from '../../model/check.ts';

type Parser = typeof CronExpressionParser;

/** Longer than the hour that a clock repeats or skips, and the hour after it. */
const LOOK_BACK_MS = 3 * 60 * 60 * 1000;

/** A walk over the dates of a pattern: `dateMs` is the first one after `afterMs`. */
interface Walk {
  readonly dates: CronExpression;
  readonly afterMs: number;
  readonly dateMs: number;
}

/**
 * The function that reckons cron dates. Loads cron-parser and its luxon (some 7 MB of memory), so it is called only for
 * a configuration that has dates (`datedPatterns`).
 *
 * A date in an hour that the clock skips comes as much later; in an hour that it repeats dates come once, in the first
 * pass, unless the pattern names every hour. Source: checks.md 3.9.
 */
export async function loadNextDate(): Promise<NextDate> {
  const { CronExpressionParser: parser } = await import('cron-parser');
  const walks = new Map<string, Walk>();
  return (cron, afterMs) => {
    const key = `${cron.timeZone} ${cron.pattern}`;
    const walk = walkTo(parser, cron, walks.get(key), afterMs);
    if (walk === undefined) walks.delete(key);
    else walks.set(key, walk);
    return walk?.dateMs;
  };
}

/** Goes on from the last answer where that is near: to begin anew costs as much as ten steps. */
function walkTo(parser: Parser, cron: CronTime, known: Walk | undefined, afterMs: number): Walk | undefined {
  const near = known !== undefined && known.afterMs <= afterMs && afterMs - known.dateMs <= LOOK_BACK_MS;
  try {
    const dates = near ? known.dates : begin(parser, cron, afterMs);
    let dateMs = near ? known.dateMs : -Infinity;
    while (dateMs <= afterMs) dateMs = dates.next().getTime();
    return { dates, afterMs, dateMs };
  } catch {
    // Too far away, or a zone or a pattern that no configuration lets pass: there is no date.
    return undefined;
  }
}

/** cron-parser knows what was skipped or repeated only while it walks over it: asked shortly after, it starts before. */
function begin(parser: Parser, { pattern, timeZone }: CronTime, afterMs: number): CronExpression {
  const read = readCron(pattern);
  if (!read.ok) throw new Error(read.error);
  const moved = offsetMinutes(timeZone, afterMs - LOOK_BACK_MS) !== offsetMinutes(timeZone, afterMs);
  return parser.parse(read.value.plain, { currentDate: moved ? afterMs - LOOK_BACK_MS : afterMs, tz: timeZone });
}
