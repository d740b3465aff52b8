import { expect, test } from 'vitest';
import { Board } from '../../src/daemon/board.ts';
import type { Outcome, RunRecord } from '../../src/health/outcome.ts';
import type { InstanceSnapshot } from '../../src/ipc/messages.ts';
import type { IpAddress } from '../../src/model/address.ts';
import type { Priority } from '../../src/model/priority.ts';
import { checkConfig, checkHealth } from '../support/configs.ts';

const master: InstanceSnapshot = {
  name: 'VI_1',
  interface: 'eth0',
  state: 'master',
  failing: 'no',
  sinceMs: 0,
  cause: { kind: 'addressOwner' },
  basePriority: 100 as Priority,
  effectivePriority: 100 as Priority,
  sum: 'base 100, = 100',
  faults: [],
  waitingFor: [],
  sourceAddress: '10.9.0.1' as IpAddress,
  checksumHeard: 'pseudo',
  master: 'unknown',
  vips: ['10.9.0.100/24'],
  counters: {},
  refused: [],
};

test('without a dataplane no instance is shown as master, and the reason is said until the next snapshot', () => {
  const board = new Board();
  board.putInstances([master], []);
  board.dataplaneLost('was ended by SIGKILL');
  expect(board.instances()).toMatchObject([
    { state: 'init', causeText: 'takes no part: the dataplane was ended by SIGKILL', sourceAddress: '10.9.0.1' },
  ]);
  board.putInstances([master], []);
  expect(board.instances()).toMatchObject([{ state: 'master', causeText: expect.stringContaining('255') }]);
});

test('whoever waits for the next snapshot is told with it, or without it when none comes', async () => {
  const board = new Board();
  const told = board.nextSnapshot(20_000);
  board.putInstances([master], []);
  await told;
  await board.nextSnapshot(1);
  expect(board.instances()).toMatchObject([{ name: 'VI_1' }]);
});

const NO_OUTPUT = { head: '', tail: '', bytes: 0 };

function record(outcome: Outcome, summary: string): RunRecord {
  return {
    runId: '1',
    check: 'web',
    backend: 'execa',
    argv: ['/bin/web'],
    startedAtMs: 0,
    lateMs: 0,
    durationMs: 1,
    outcome,
    stdout: NO_OUTPUT,
    stderr: NO_OUTPUT,
    summary,
    killedInGroup: 0,
  };
}

test('another output of a check is no news, another exit code and another health are', () => {
  const board = new Board();
  const said = (health: 'up' | 'down', code: number, output: string): 'news' | 'same' => {
    const blame = health === 'up' ? 'none' : 'service';
    const reason = `exit ${code}: ${output}`;
    return board.putCheck(
      checkHealth({ check: 'web', health, blame, reason }),
      record({ type: 'exited', code }, output),
    );
  };
  expect([said('up', 0, 'took 3 ms'), said('up', 0, 'took 4 ms')]).toEqual(['news', 'same']);
  expect([said('down', 7, 'at 10:00:01'), said('down', 7, 'at 10:00:02')]).toEqual(['news', 'same']);
  expect(said('down', 28, 'at 10:00:03')).toBe('news');
  expect(board.verdict('web')?.health.reason).toBe('exit 28: at 10:00:03');
});

test('what time alone made of a check is news when it says something else, and the age of the run goes on', () => {
  const board = new Board();
  const ran = checkHealth({ check: 'web' });
  const stale = checkHealth({ check: 'web', health: 'down', blame: 'checker', reason: 'no result for 3 s' });
  board.putCheck(ran, record({ type: 'exited', code: 0 }, 'fine'));
  expect([ran, stale, { ...stale, reason: 'no result for 4 s' }].map((health) => board.putHealth(health))).toEqual([
    'same',
    'news',
    'same',
  ]);
  expect(board.putHealth({ ...stale, flags: ['flapping'] })).toBe('news');
  const [status] = board.checks([checkConfig({ name: 'web' })]);
  expect(status).toMatchObject({ health: 'down', blame: 'checker', flags: ['flapping'], lastOutput: 'fine' });
  expect(status?.ageMs).toBeGreaterThanOrEqual(0);
});

test('a warning is news', () => {
  const board = new Board();
  const warned = checkHealth({ check: 'web', health: 'warn' });
  const run = record({ type: 'exited', code: 1 }, 'slow');
  expect([warned, warned].map((health) => board.putCheck(health, run))).toEqual(['news', 'same']);
});

test('lost events of the dataplane are told once, and a new dataplane counts from nothing', () => {
  const board = new Board();
  expect([0, 0, 7, 7, 9, 2].map((lost) => board.newlyLost(lost))).toEqual([0, 0, 7, 0, 2, 2]);
});
