import { expect, test } from 'vitest';
import type { CheckHealth } from '../../../src/health/check-state.ts';
import type { Maintenance, MaintenanceEvent } from '../../../src/health/time/maintenance.ts';
import { maintenanceText } from '../../../src/health/time/maintenance-words.ts';
import { checkHealth } from '../../support/configs.ts';

const entry: Maintenance = {
  target: { type: 'check', name: 'nginx' },
  fromMs: Date.parse('2026-07-01T22:00:00Z'),
  untilMs: Date.parse('2026-07-01T22:30:00Z'),
  note: 'new certificate',
  said: 'begin',
};
const node: Maintenance = { ...entry, target: { type: 'node' } };
const health = (is: CheckHealth['health'], reason: string): CheckHealth => checkHealth({ health: is, reason });
const down = health('down', 'exit 2: refused');

test.each<[MaintenanceEvent, CheckHealth | 'none', string]>([
  [{ type: 'begin', entry }, down, 'maintenance of check nginx until 2026-07-01 22:30:00 UTC: new certificate'],
  [
    { type: 'replaced', entry, before: { ...entry, untilMs: entry.untilMs + 3_600_000 } },
    down,
    'maintenance of check nginx now until 2026-07-01 22:30:00 UTC instead of 2026-07-01 23:30:00 UTC: new certificate',
  ],
  [
    { type: 'ending', entry },
    down,
    'maintenance of check nginx ends at 2026-07-01 22:30:00 UTC (new certificate); it is down (exit 2: refused): then that counts',
  ],
  [
    { type: 'ending', entry },
    health('up', 'exit 0'),
    'maintenance of check nginx ends at 2026-07-01 22:30:00 UTC (new certificate); it is up (exit 0): nothing changes',
  ],
  [
    { type: 'end', entry, by: 'time' },
    down,
    'maintenance of check nginx is over; it is down (exit 2: refused): now that counts',
  ],
  [
    { type: 'end', entry, by: 'off' },
    health('unknown', 'no result yet'),
    'maintenance of check nginx is over, ended by hand; it has no result yet: now its next run decides',
  ],
  [
    { type: 'ending', entry: node },
    'none',
    'maintenance of this node ends at 2026-07-01 22:30:00 UTC (new certificate); then it takes part again by its own priority',
  ],
])('%o', (event, known, words) => expect(maintenanceText(event, known)).toBe(words));
