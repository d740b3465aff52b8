import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/health/outcome.ts';
import { verdictOf } from '../../src/health/verdict.ts';

const missing = {
  rule: 'script-missing',
  path: '/x.sh',
  detail: '/x.sh does not exist',
  fix: 'put the script there or correct the path',
} as const;

const cases: readonly [string, Outcome, string, ReturnType<typeof verdictOf>][] = [
  [
    'exit 0 is the only success',
    { type: 'exited', code: 0 },
    'fine',
    { sample: 'success', blame: 'none', reason: 'exit 0: fine' },
  ],
  [
    'exit 1 blames the service',
    { type: 'exited', code: 1 },
    '',
    { sample: 'failure', blame: 'service', reason: 'exit 1' },
  ],
  [
    'exit 2 with a message of the service blames the service',
    { type: 'exited', code: 2 },
    'connection refused',
    { sample: 'failure', blame: 'service', reason: 'exit 2: connection refused' },
  ],
  [
    'exit 2 with a complaint of dash blames the checker',
    { type: 'exited', code: 2 },
    '/x.sh: 3: Syntax error: "fi" unexpected',
    { sample: 'failure', blame: 'checker', reason: 'exit 2: /x.sh: 3: Syntax error: "fi" unexpected' },
  ],
  [
    'exit 126 blames the checker',
    { type: 'exited', code: 126 },
    '',
    { sample: 'failure', blame: 'checker', reason: 'exit 126 (a command in the script is not executable)' },
  ],
  [
    'exit 127 blames the checker',
    { type: 'exited', code: 127 },
    'x: not found',
    { sample: 'failure', blame: 'checker', reason: 'exit 127 (a command in the script was not found): x: not found' },
  ],
  [
    'exit 137 names the signal',
    { type: 'exited', code: 137 },
    '',
    { sample: 'failure', blame: 'service', reason: 'exit 137 (probably signal 9 inside the script)' },
  ],
  [
    'exit 255 is a plain failure',
    { type: 'exited', code: 255 },
    '',
    { sample: 'failure', blame: 'service', reason: 'exit 255' },
  ],
  [
    'a crash blames the checker',
    { type: 'signaled', signal: 'SIGSEGV' },
    '',
    { sample: 'failure', blame: 'checker', reason: 'ended by SIGSEGV' },
  ],
  [
    'a kill from outside blames the service',
    { type: 'signaled', signal: 'SIGTERM' },
    '',
    { sample: 'failure', blame: 'service', reason: 'ended by SIGTERM' },
  ],
  [
    'a time-out is a failure whatever the script said after SIGTERM',
    { type: 'timedOut', limitMs: 2000, endedBy: 'term', exitAfterTerm: 0 },
    '',
    { sample: 'failure', blame: 'service', reason: 'no result within 2000 ms' },
  ],
  [
    'a hung process is a failure',
    { type: 'stuck', pid: 42, sinceMs: 2500 },
    '',
    { sample: 'failure', blame: 'service', reason: 'process 42 hangs and cannot be ended, 2500 ms past its limit' },
  ],
  [
    'a script that cannot start names the fix',
    { type: 'spawnFailed', errno: 'ENOENT', diagnosis: missing },
    '',
    {
      sample: 'failure',
      blame: 'checker',
      reason: 'could not start: /x.sh does not exist (fix: put the script there or correct the path)',
    },
  ],
  [
    'a refused script is a failure',
    { type: 'refused', diagnosis: missing },
    '',
    {
      sample: 'failure',
      blame: 'checker',
      reason: 'could not start: /x.sh does not exist (fix: put the script there or correct the path)',
    },
  ],
  [
    'a skipped slot is no sample',
    { type: 'skipped', gate: 'overlap' },
    '',
    { sample: 'none', blame: 'none', reason: 'skipped: overlap' },
  ],
  [
    'a cancelled run is no sample',
    { type: 'cancelled', by: 'stop' },
    '',
    { sample: 'none', blame: 'none', reason: 'cancelled by stop' },
  ],
];

describe('TR-24 verdictOf', () => {
  test.each(cases)('%s', (_name, outcome, summary, verdict) => {
    expect(verdictOf(outcome, summary)).toEqual(verdict);
  });
});
