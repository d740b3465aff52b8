import { expect, test } from 'vitest';
import { statusText } from '../../src/cli/status.ts';
import type { StatusReport } from '../../src/http/api.ts';
import type { IpAddress } from '../../src/model/address.ts';
import type { Priority } from '../../src/model/priority.ts';

const report: StatusReport = {
  maintenances: [],
  fifos: [],
  syncGroups: [],
  version: '0.1.0',
  pid: 77,
  startedAtMs: 0,
  nowMs: 200_000,
  config: 'web1.conf',
  generation: 2,
  dataplane: { state: 'running', pid: 78 },
  instances: [
    {
      name: 'WEB',
      interface: 'eth0',
      state: 'fault',
      failing: 'no',
      sinceMs: 195_000,
      cause: { kind: 'fault', reasons: ['check nginx is down'] },
      causeText: 'check nginx is down: exit 7: connection refused',
      basePriority: 150 as Priority,
      effectivePriority: 150 as Priority,
      sum: 'base 150, nginx down: FAULT',
      faults: ['check nginx is down: exit 7: connection refused'],
      waitingFor: [],
      sourceAddress: '10.9.0.1' as IpAddress,
      checksumHeard: 'pseudo',
      master: { address: '10.9.0.2' as IpAddress, priority: 100 as Priority },
      vips: ['10.9.0.100/32'],
      counters: {},
      refused: [],
    },
  ],
  checks: [
    {
      name: 'nginx',
      health: 'down',
      blame: 'checker',
      reason: 'exit 127',
      flags: ['flapping'],
      kind: 'script',
      asks: '/x.sh',
      ageMs: 900,
      durationMs: 3.4,
      lastOutput: 'curl: not found',
      intervalMs: 1000,
      timeoutMs: 1000,
    },
  ],
};

test('status says who holds what, why, what the priority is made of, and what the check said', () => {
  expect(statusText(report).split('\n')).toEqual([
    'vipward 0.1.0, pid 77, up 3 m, web1.conf (generation 2)',
    '',
    'INSTANCE  STATE  SINCE  PRIO  IF    VIPS           MASTER',
    'WEB       FAULT  5 s    150   eth0  10.9.0.100/32  10.9.0.2 (100)',
    '',
    'WEB: check nginx is down: exit 7: connection refused',
    '  priority: base 150, nginx down: FAULT',
    '',
    'CHECK  HEALTH           AGE  TOOK  RESULT',
    'nginx  DOWN (flapping)  1 s  3 ms  exit 127 [the check itself is broken] | curl: not found',
  ]);
});

test('sync groups are shown with their members, and with what holds one back', () => {
  const master = { address: '10.9.0.2' as IpAddress, priority: 100 as Priority };
  const group = { name: 'G', state: 'backup', sinceMs: 140_000, members: ['WEB', 'DB'] } as const;
  const text = statusText({ ...report, syncGroups: [{ ...group, heldBy: [{ name: 'DB', master }] }] });
  expect(text.split('\n').slice(7, 13)).toEqual([
    '',
    'SYNC GROUP  STATE   SINCE  MEMBERS',
    'G           BACKUP  60 s   WEB DB',
    '',
    'G: held back, DB follows 10.9.0.2 (priority 100)',
    '',
  ]);
});

test('a dataplane that is down is said in the first line', () => {
  expect(statusText({ ...report, dataplane: { state: 'restarting' } }).split('\n')[0]).toContain('DATAPLANE DOWN');
});

test('a master that refuses another router’s adverts says that both may hold the address', () => {
  const [instance] = report.instances;
  if (instance === undefined) throw new Error('no instance');
  const refused = [{ source: '10.9.0.2' as IpAddress, text: 'received an invalid passwd!', count: 4 }];
  const text = statusText({ ...report, instances: [{ ...instance, state: 'master', refused }] });
  expect(text).toContain(
    'refused: 4 advert(s) from 10.9.0.2: received an invalid passwd!. BOTH NODES MAY HOLD THE ADDRESS',
  );
});

test.each([
  ['offering', 'master', 'MASTER (offering)', 'is offered to a healthy node'],
  ['keeping', 'master', 'MASTER (all bad)', 'no healthy node took the address'],
  ['reserve', 'fault', 'FAULT', 'takes the address as the last resort'],
] as const)('a node with failed checks that is %s says so, and why', (failing, state, shown, meaning) => {
  const [instance] = report.instances;
  if (instance === undefined) throw new Error('no instance');
  const causeText = 'no advert from any router for 3.61 s';
  const lines = statusText({ ...report, instances: [{ ...instance, state, failing, causeText }] }).split('\n');
  expect(lines[3]).toMatch(new RegExp(`^WEB +${shown.replace(/[()]/g, '\\$&')} +5 s`));
  expect(lines).toContain('  fault: check nginx is down: exit 7: connection refused');
  expect(lines.find((line) => line.startsWith('  all_bad keep: '))).toContain(meaning);
});
