import type { Report } from '../diagnostic.ts';
import type { Draft } from '../keepalived/compose/draft.ts';

const SLOW_MS = 30_000;
const SHORT_MS = 300;
const MS_PER_CS = 10;

/** Times that make failover slow, or start it for nothing. */
export function judgeTiming({ checks, instances }: Draft, report: Report): void {
  for (const { name, nameSpan, config, settings } of checks) {
    const timeout = settings.span('timeout');
    if (config.timeoutMs > config.intervalMs && timeout !== undefined) {
      const [limit, interval] = [config.timeoutMs / 1000, config.intervalMs / 1000];
      report('CONF-318', timeout, `timeout ${limit} s is longer than interval ${interval} s: runs will be skipped`);
    }
    const detectionMs = config.intervalMs * config.fall;
    if (detectionMs > SLOW_MS) {
      const span = settings.span('fall') ?? settings.span('interval') ?? nameSpan;
      report('CONF-616', span, `${Math.round(detectionMs / 1000)} s until "${name}" is noticed as failed`);
    }
  }
  for (const { config, settings, nameSpan } of instances) {
    const skewCs =
      config.version === 2
        ? (256 - config.basePriority) / 2.56
        : ((256 - config.basePriority) * config.advertIntervalCs) / 256;
    const downMs = (config.downTimerAdverts * config.advertIntervalCs + skewCs) * MS_PER_CS;
    const span = settings.span('advert_int') ?? nameSpan;
    if (downMs > SLOW_MS) report('CONF-616', span, `${Math.round(downMs / 1000)} s without adverts until takeover`);
    if (downMs < SHORT_MS) report('CONF-617', span, `${Math.round(downMs)} ms without adverts start a takeover`);
  }
}
