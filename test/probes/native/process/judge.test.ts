import { expect, test } from 'vitest';
import type { ProcessProbeConfig } from '../../../../src/model/probe/process.ts';
import type { PidFile } from '../../../../src/probes/native/process/find.ts';
import { judgePidFile, judgeProcesses, type Surroundings } from '../../../../src/probes/native/process/judge.ts';
import type { ProcessStat } from '../../../../src/probes/native/process/process-table.ts';

const config = (changes: Partial<ProcessProbeConfig> = {}): ProcessProbeConfig => ({
  kind: 'process',
  match: { by: 'name', name: 'nginx' },
  min: 1,
  max: 'unlimited',
  minChildren: 0,
  onDeath: 'decides',
  ...changes,
});
const stat = (pid: number, state = 'S'): ProcessStat => ({
  pid,
  name: 'nginx',
  state,
  parent: 1,
  session: 1,
  startTicks: 7,
});
const around = (changes: Partial<Surroundings> = {}): Surroundings => ({
  children: new Map(),
  view: 'everybody',
  denied: 0,
  ...changes,
});

test('enough live processes are healthy; one that waits for a disk lives, and it is said', () => {
  expect(judgeProcesses(config(), [stat(4)], around())).toMatchObject({
    result: 'ok',
    detail: '1 process named nginx lives',
  });
  expect(judgeProcesses(config({ min: 2 }), [stat(4), stat(5, 'D')], around())).toMatchObject({
    result: 'ok',
    detail: '2 processes named nginx live, waiting for a disk: 5',
  });
  expect(judgeProcesses(config(), [stat(4, 't')], around()).detail).toContain('held by a debugger: 4');
});

test('zombies and stopped processes do not count, and are named', () => {
  expect(judgeProcesses(config(), [stat(4, 'Z'), stat(5, 'T')], around())).toEqual({
    result: 'bad',
    detail: 'no process named nginx lives, at least 1 wanted (1 stopped: 5, 1 ended and not reaped: 4)',
    lack: 'processes',
  });
});

test('too many are bad, and a process that must not run is', () => {
  expect(judgeProcesses(config({ max: 1 }), [stat(4), stat(5)], around())).toEqual({
    result: 'bad',
    detail: '2 processes named nginx live, at most 1 may: 4, 5',
    lack: 'none',
  });
  const never = config({ min: 0, max: 0 });
  expect(judgeProcesses(never, [stat(4)], around())).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining('none may'),
  });
  expect(judgeProcesses(never, [], around())).toMatchObject({ result: 'ok' });
});

test('a master without workers is bad, and no death decides that', () => {
  const wanting = config({ minChildren: 2 });
  expect(judgeProcesses(wanting, [stat(4)], around({ children: new Map([[4, 2]]) }))).toMatchObject({ result: 'ok' });
  expect(judgeProcesses(wanting, [stat(4)], around({ children: new Map([[4, 1]]) }))).toEqual({
    result: 'bad',
    detail: 'process 4 (nginx) has 1 live children, at least 2 wanted',
    lack: 'none',
  });
});

test('who cannot see others says nothing about the service', () => {
  expect(judgeProcesses(config(), [], around({ view: 'own' }))).toMatchObject({
    result: 'broken',
    detail: expect.stringContaining('hidepid'),
  });
  expect(judgeProcesses(config(), [], around({ denied: 3 }))).toMatchObject({
    result: 'broken',
    detail: expect.stringContaining('as root'),
  });
  expect(judgeProcesses(config(), [stat(4)], around({ denied: 3 }))).toMatchObject({ result: 'ok' });
});

const ofFile = config({ match: { by: 'pidfile', path: '/run/nginx.pid', name: 'nginx' } });
const file: PidFile = { type: 'number', pid: 4, id: 'x' };
const named = (found: ProcessStat | undefined, identity: 'kept' | 'reused' | 'ours' = 'kept', what: PidFile = file) =>
  judgePidFile(ofFile, what, { stat: found, identity }, around());

test('the process of a pid file lives, is stopped, is a zombie, or is gone', () => {
  expect(named(stat(4))).toEqual({ result: 'ok', detail: 'process 4 (nginx) lives', lack: 'none' });
  expect(named(stat(4, 'T'))).toMatchObject({
    result: 'bad',
    lack: 'none',
    detail: expect.stringContaining('kill -CONT 4'),
  });
  expect(named(stat(4, 'Z'))).toMatchObject({
    result: 'bad',
    lack: 'processes',
    detail: expect.stringContaining('zombie'),
  });
  expect(named(undefined)).toEqual({ result: 'bad', lack: 'processes', detail: 'process 4 of /run/nginx.pid is gone' });
});

test('a number that means somebody else now is not the service', () => {
  expect(named(stat(4), 'reused').detail).toContain('was given to another process');
  expect(named(stat(4), 'ours').detail).toContain("vipward's own");
  expect(named({ ...stat(4), name: 'sshd' })).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining('is sshd, not nginx'),
  });
});

test.each([
  [{ type: 'missing' }, 'bad', 'there is no /run/nginx.pid'],
  [{ type: 'empty' }, 'bad', 'is empty'],
  [{ type: 'noNumber' }, 'bad', 'holds no process number'],
  [{ type: 'unreadable', errno: 'EACCES' }, 'broken', 'EACCES'],
] as const)('a pid file that is %j is %s', (what, result, words) => {
  expect(named(undefined, 'kept', what)).toMatchObject({ result, detail: expect.stringContaining(words) });
});
