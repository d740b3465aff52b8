import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/health/outcome.ts';
import { verdictOf } from '../../src/health/verdict.ts';
import type { ExitConvention } from '../../src/model/probe.ts';

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
    { sample: 'success', level: 'ok', blame: 'none', reason: 'exit 0: fine' },
  ],
  [
    'exit 1 blames the service',
    { type: 'exited', code: 1 },
    '',
    { sample: 'failure', level: 'bad', blame: 'service', reason: 'exit 1' },
  ],
  [
    'exit 2 with a message of the service blames the service',
    { type: 'exited', code: 2 },
    'connection refused',
    { sample: 'failure', level: 'bad', blame: 'service', reason: 'exit 2: connection refused' },
  ],
  [
    'exit 2 with a complaint of dash blames the checker',
    { type: 'exited', code: 2 },
    '/x.sh: 3: Syntax error: "fi" unexpected',
    { sample: 'failure', level: 'bad', blame: 'checker', reason: 'exit 2: /x.sh: 3: Syntax error: "fi" unexpected' },
  ],
  [
    'exit 126 blames the checker',
    { type: 'exited', code: 126 },
    '',
    {
      sample: 'failure',
      level: 'bad',
      blame: 'checker',
      reason: 'exit 126 (a command in the script is not executable)',
    },
  ],
  [
    'exit 127 blames the checker',
    { type: 'exited', code: 127 },
    'x: not found',
    {
      sample: 'failure',
      level: 'bad',
      blame: 'checker',
      reason: 'exit 127 (a command in the script was not found): x: not found',
    },
  ],
  [
    'exit 137 names the signal',
    { type: 'exited', code: 137 },
    '',
    { sample: 'failure', level: 'bad', blame: 'service', reason: 'exit 137 (probably signal 9 inside the script)' },
  ],
  [
    'exit 255 is a plain failure',
    { type: 'exited', code: 255 },
    '',
    { sample: 'failure', level: 'bad', blame: 'service', reason: 'exit 255' },
  ],
  [
    'a crash blames the checker',
    { type: 'signaled', signal: 'SIGSEGV' },
    '',
    { sample: 'failure', level: 'bad', blame: 'checker', reason: 'ended by SIGSEGV' },
  ],
  [
    'a kill from outside blames the service',
    { type: 'signaled', signal: 'SIGTERM' },
    '',
    { sample: 'failure', level: 'bad', blame: 'service', reason: 'ended by SIGTERM' },
  ],
  [
    'a time-out is a failure whatever the script said after SIGTERM',
    { type: 'timedOut', limitMs: 2000, endedBy: 'term', exitAfterTerm: 0 },
    '',
    { sample: 'failure', level: 'bad', blame: 'service', reason: 'no result within 2000 ms' },
  ],
  [
    'a hung process is a failure',
    { type: 'stuck', pid: 42, sinceMs: 2500 },
    '',
    {
      sample: 'failure',
      level: 'bad',
      blame: 'service',
      reason: 'process 42 hangs and cannot be ended, 2500 ms past its limit',
    },
  ],
  [
    'a script that cannot start names the fix',
    { type: 'spawnFailed', errno: 'ENOENT', diagnosis: missing },
    '',
    {
      sample: 'failure',
      level: 'bad',
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
      level: 'bad',
      blame: 'checker',
      reason: 'could not start: /x.sh does not exist (fix: put the script there or correct the path)',
    },
  ],
  [
    'a skipped slot is no sample',
    { type: 'skipped', gate: 'overlap' },
    '',
    { sample: 'none', level: 'none', blame: 'none', reason: 'skipped: overlap' },
  ],
  [
    'a cancelled run is no sample',
    { type: 'cancelled', by: 'stop' },
    '',
    { sample: 'none', level: 'none', blame: 'none', reason: 'cancelled by stop' },
  ],
  [
    'a time-out names what the probe was waiting for',
    { type: 'timedOut', limitMs: 500, endedBy: 'abort', during: 'connecting to 192.0.2.1:80' },
    '',
    {
      sample: 'failure',
      level: 'bad',
      blame: 'service',
      reason: 'no result within 500 ms, connecting to 192.0.2.1:80',
    },
  ],
  [
    'RC-56 a slot that was waited away blames the checker',
    { type: 'starved', waitedMs: 612.4 },
    '',
    {
      sample: 'failure',
      level: 'bad',
      blame: 'checker',
      reason: 'not run: waited 612 ms for its turn, too many checks run at once',
    },
  ],
];

describe('TR-24 verdictOf', () => {
  test.each(cases)('%s', (_name, outcome, summary, verdict) => {
    expect(verdictOf(outcome, summary, 'keepalived')).toEqual(verdict);
  });

  test.each(['overlap', 'stopping', 'window', 'maintenance', 'dependency'] as const)(
    'a slot skipped for %s is no sample',
    (gate) => {
      expect(verdictOf({ type: 'skipped', gate }, '', 'nagios')).toMatchObject({ sample: 'none', blame: 'none' });
    },
  );

  test.each(['SIGSEGV', 'SIGABRT', 'SIGILL', 'SIGBUS', 'SIGSYS', 'SIGXCPU'])('%s blames the checker', (signal) => {
    expect(verdictOf({ type: 'signaled', signal }, '', 'keepalived').blame).toBe('checker');
  });

  test.each(['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGPIPE'])('%s blames the service', (signal) => {
    expect(verdictOf({ type: 'signaled', signal }, '', 'keepalived').blame).toBe('service');
  });

  test.each([
    ['ok', 'success', 'ok', 'none'],
    ['warn', 'success', 'warn', 'none'],
    ['bad', 'failure', 'bad', 'service'],
    ['broken', 'failure', 'bad', 'checker'],
  ] as const)('a probe that found "%s" is a %s at level %s that blames %s', (result, sample, level, blame) => {
    const finding = { type: 'probed', result, phase: 'connect', detail: '127.0.0.1:80 said so' } as const;
    expect(verdictOf(finding, '', 'keepalived')).toEqual({ sample, level, blame, reason: '127.0.0.1:80 said so' });
  });
});

type Said = 'ok' | 'warn' | 'service' | 'checker';

/** Every code that a convention names, and others; all that is not listed here is what `otherwise` says. */
const conventions: Readonly<Record<ExitConvention, { named: Readonly<Record<number, Said>>; otherwise: Said }>> = {
  keepalived: { named: { 0: 'ok' }, otherwise: 'service' },
  nagios: { named: { 0: 'ok', 1: 'warn', 2: 'service', 3: 'checker' }, otherwise: 'checker' },
  ocf: {
    named: {
      0: 'ok',
      8: 'ok',
      190: 'warn',
      191: 'warn',
      1: 'service',
      7: 'service',
      9: 'service',
      2: 'checker',
      3: 'checker',
      4: 'checker',
      5: 'checker',
      6: 'checker',
    },
    otherwise: 'service',
  },
  consul: { named: { 0: 'ok', 1: 'warn' }, otherwise: 'service' },
  sysexits: {
    named: {
      0: 'ok',
      75: 'warn',
      69: 'service',
      70: 'service',
      74: 'service',
      64: 'checker',
      66: 'checker',
      67: 'checker',
      72: 'checker',
      77: 'checker',
      78: 'checker',
    },
    otherwise: 'service',
  },
  systemd: { named: { 0: 'ok', 3: 'service', 1: 'checker', 4: 'checker' }, otherwise: 'service' },
  lsb: { named: { 0: 'ok', 1: 'service', 2: 'service', 3: 'service', 4: 'checker' }, otherwise: 'checker' },
};

const saidBy = ({ level, blame }: ReturnType<typeof verdictOf>): string => (level === 'bad' ? blame : level);

const ofTheShell = (code: number): Said | undefined => (code === 126 || code === 127 ? 'checker' : undefined);

describe.each(Object.entries(conventions))('exit codes of %s', (name, { named, otherwise }) => {
  test('every code from 0 to 255 means what the convention says', () => {
    const codes = Array.from({ length: 256 }, (_, code) => code);
    const found = codes.map((code) => saidBy(verdictOf({ type: 'exited', code }, '', name as ExitConvention)));
    expect(found).toEqual(codes.map((code) => named[code] ?? ofTheShell(code) ?? otherwise));
  });

  test('a time-out is the fault of the service', () => {
    const timedOut = { type: 'timedOut', limitMs: 100, endedBy: 'kill' } as const;
    expect(saidBy(verdictOf(timedOut, '', name as ExitConvention))).toBe('service');
  });
});

const said = (code: number, convention: ExitConvention): string =>
  verdictOf({ type: 'exited', code }, 'x', convention).reason;

test('a code is shown with what its convention calls it', () => {
  expect(said(1, 'nagios')).toBe('exit 1 (warning): x');
  expect(said(7, 'ocf')).toBe('exit 7 (not running): x');
  expect(said(0, 'ocf')).toBe('exit 0: x');
  expect(said(190, 'ocf')).toBe('exit 190 (degraded): x');
  expect(said(143, 'consul')).toBe('exit 143 (probably signal 15 inside the script): x');
});

test('the complaint of a shell blames the checker wherever 2 would blame the service', () => {
  const complaint = 'check.sh: line 4: syntax error near unexpected token';
  for (const convention of ['keepalived', 'nagios', 'consul', 'lsb'] as const)
    expect(verdictOf({ type: 'exited', code: 2 }, complaint, convention).blame).toBe('checker');
});
