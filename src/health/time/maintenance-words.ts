import type { CheckHealth } from '../check-state.ts';
import { type MaintenanceEvent, type Target, targetText } from './maintenance.ts';

/**
 * An event in one line for log and history: what, until when, why, and what follows.
 * @param health what the check would count as without maintenance; `none`: it is not known, or the target is the node
 */
export function maintenanceText(event: MaintenanceEvent, health: CheckHealth | 'none'): string {
  const { target, untilMs, note } = event.entry;
  const what = `maintenance of ${targetText(target)}`;
  switch (event.type) {
    case 'begin':
      return `${what} until ${clock(untilMs)}: ${note}`;
    case 'replaced':
      return `${what} now until ${clock(untilMs)} instead of ${clock(event.before.untilMs)}: ${note}`;
    case 'ending':
      return `${what} ends at ${clock(untilMs)} (${note}); ${consequence(target, health, 'then')}`;
    case 'end':
      return `${what} is over${event.by === 'off' ? ', ended by hand' : ''}; ${consequence(target, health, 'now')}`;
  }
}

function consequence(target: Target, health: CheckHealth | 'none', when: 'then' | 'now'): string {
  if (target.type === 'node') return `${when} it takes part again by its own priority`;
  if (health === 'none' || health.health === 'unknown') return `it has no result yet: ${when} its next run decides`;
  if (health.health === 'up') return `it is up (${health.reason}): nothing changes`;
  return `it is down (${health.reason}): ${when} that counts`;
}

/** `2026-07-01 22:30:00 UTC`: a reader in another zone than the host is not misled. */
function clock(atMs: number): string {
  const parts = UTC.format(atMs);
  return `${parts} UTC`;
}

const UTC = new Intl.DateTimeFormat('sv-SE', { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'medium' });
