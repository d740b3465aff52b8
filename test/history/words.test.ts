import { expect, test } from 'vitest';
import type { Entry, Happening } from '../../src/history/entry.ts';
import { entryText } from '../../src/history/words.ts';

const verdict = {
  event: 'check.verdict',
  check: 'nginx',
  before: 'up',
  health: 'down',
  blame: 'service',
  reason: 'exit 7: refused',
  failedRuns: 1,
} as const;
const state = { event: 'vrrp.state', instance: 'VI_1', from: 'master', to: 'fault', priority: 150 } as const;

test.each<[Happening, string]>([
  [verdict, 'check nginx up -> down: exit 7: refused'],
  [
    { ...verdict, blame: 'checker', reason: 'could not start', output: 'sh: 1' },
    'check nginx up -> down: could not start | sh: 1 [the check itself is broken]',
  ],
  [
    { ...verdict, before: 'down', health: 'up', blame: 'none', reason: 'exit 0', failedRuns: 9 },
    'check nginx down -> up: exit 0 (9 failed runs)',
  ],
  [
    { event: 'check.stillDown', check: 'nginx', blame: 'service', reason: 'exit 7', failedRuns: 20 },
    'check nginx still down: exit 7 (20 failed runs)',
  ],
  [
    { ...state, cause: { kind: 'faultCleared' }, because: 'check nginx is down', sum: 'base 150' },
    '(VI_1) MASTER -> FAULT: check nginx is down [base 150]',
  ],
  [
    { event: 'vrrp.note', instance: 'VI_1', note: { kind: 'keeping', reasons: ['check nginx is down'] } },
    '(VI_1) keeping the address with priority 1, no healthy node took it over: check nginx is down',
  ],
  [{ event: 'daemon.stopping', reason: 'SIGTERM' }, 'stopping: SIGTERM'],
])('%j', (happening, text) => {
  expect(entryText({ ...happening, time: 0, n: 1 })).toBe(`1970-01-01T00:00:00.000Z ${text}`);
});

test('what a newer vipward has written is shown as it stands', () => {
  const foreign = { event: 'weather', wind: 3, time: 0, n: 1 } as unknown as Entry;
  expect(entryText(foreign)).toContain('"wind":3');
});
