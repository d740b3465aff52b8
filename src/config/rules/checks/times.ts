import { type CronFinding, judgeCron } from '../../../health/time/judge-cron.ts';
import type { Report } from '../../diagnostic.ts';
import type { Draft } from '../../keepalived/compose/draft.ts';
import type { Span } from '../../source.ts';

const ZONE_ONLY = '* * * * *';

/** Cron patterns and time zones of checks, judged by what will run them. Source: checks.md 3.9. */
export function judgeTimes({ checks, globals }: Draft, report: Report): void {
  for (const { name, times, settings } of checks) {
    const [first] = times;
    if (first === undefined) continue;
    const span = settings.span('time_zone') ?? globals.span('time_zone');
    if (span === undefined) report('CONF-385', first.span, `the times of "${name}" are taken as UTC`);
    const ofZone = judgeCron({ ...first.cron, pattern: ZONE_ONLY });
    for (const { text } of ofZone) report('CONF-384', span ?? first.span, text);
    for (const { cron, span: place } of times) {
      for (const finding of judgeCron({ ...cron, timeZone: 'UTC' })) say(finding, place, report);
    }
  }
}

const say = ({ severity, text }: CronFinding, span: Span, report: Report): void =>
  report(severity === 'error' ? 'CONF-382' : 'CONF-383', span, text);
