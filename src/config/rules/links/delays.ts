import type { Report } from '../../diagnostic.ts';
import type { Draft } from '../../keepalived/compose/draft.ts';

/**
 * A backup hears nothing over a dead link. While that does not count it takes its master for silent, and becomes master
 * itself. Source: keepalived's manual, interface_up_down_delays.
 */
export function judgeLinks({ links, instances }: Draft, report: Report): void {
  for (const { device, downDelayMs, span } of links) {
    for (const { name, config } of instances) {
      const waitsMs = (config.downTimerAdverts - 1) * config.advertIntervalCs * 10;
      if (config.interface !== device || config.trackPrimary === 'ignore' || downDelayMs < waitsMs) continue;
      const [delay, waits] = [downDelayMs, waitsMs].map((ms) => `${ms / 1000} s`);
      report(
        'CONF-626',
        span,
        `${device} is down for ${delay} before it counts, and "${name}" takes its master for dead after ${waits}`,
      );
    }
  }
}
