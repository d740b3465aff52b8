import { reachDurationMs } from '../../model/probe/reach.ts';
import type { Report } from '../diagnostic.ts';
import type { Draft } from '../keepalived/compose/draft.ts';

/** What a probe needs of the check around it. */
export function judgeProbes({ checks }: Draft, report: Report): void {
  for (const { name, nameSpan, config } of checks) {
    const { probe, timeoutMs } = config;
    if (probe.kind !== 'ping' && probe.kind !== 'arp') continue;
    const neededMs = reachDurationMs(probe);
    if (neededMs < timeoutMs) continue;
    report('CONF-354', nameSpan, `"${name}" takes ${neededMs} ms to hear all answers, its limit is ${timeoutMs} ms`);
  }
}
