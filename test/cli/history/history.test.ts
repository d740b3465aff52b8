import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Entry } from '../../../src/history/entry.ts';
import { lineOf } from '../../../src/history/query.ts';

const PROGRAM = 'bin/vipward';
const LIMIT_MS = 20_000;
const MINUTE_MS = 60_000;
const nowMs = Date.now();
let dir: string;

const down: Entry = {
  event: 'check.verdict',
  check: 'nginx',
  before: 'up',
  health: 'down',
  blame: 'service',
  reason: 'exit 7: refused',
  failedRuns: 1,
  time: nowMs - 30 * MINUTE_MS,
  n: 1,
};
const fault: Entry = {
  event: 'vrrp.state',
  instance: 'VI_1',
  from: 'master',
  to: 'fault',
  cause: { kind: 'fault', reasons: ['check nginx is down: exit 7: refused'] },
  because: 'check nginx is down: exit 7: refused',
  priority: 150,
  sum: 'base 150, nginx down: FAULT',
  time: down.time,
  n: 2,
};
const up: Entry = {
  event: 'check.verdict',
  check: 'nginx',
  before: 'down',
  health: 'up',
  blame: 'none',
  reason: 'exit 0',
  time: nowMs - 20 * MINUTE_MS,
  n: 3,
};
const old: Entry = { ...down, check: 'mycat', time: nowMs - 3000 * MINUTE_MS };

const text = (...entries: readonly Entry[]): string => entries.map((entry) => `${lineOf(entry)}\n`).join('');

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vipward-history-'));
  writeFileSync(join(dir, 'failures-000001.jsonl'), `${text(old, down)}{"time":torn`);
  writeFileSync(join(dir, 'transitions-000001.jsonl'), text(fault));
  writeFileSync(join(dir, 'successes-000001.jsonl'), text(up));
});
afterAll(() => rmSync(dir, { recursive: true }));

interface Answer {
  readonly exitCode?: number;
  readonly stdout: string;
  readonly stderr: string;
}

const history = async (...args: readonly string[]): Promise<Answer> =>
  execa(PROGRAM, ['history', '--state-dir', dir, ...args], { reject: false });

const at = (entry: Entry): string => new Date(entry.time).toISOString();

test('prints what happened in the last day in order, one line an event, with its reason', async () => {
  expect(await history()).toMatchObject({
    exitCode: 0,
    stdout: [
      `${at(down)} check nginx up -> down: exit 7: refused`,
      `${at(fault)} (VI_1) MASTER -> FAULT: check nginx is down: exit 7: refused [base 150, nginx down: FAULT]`,
      `${at(up)} check nginx down -> up: exit 0`,
    ].join('\n'),
  });
});

test('goes back further, and asks for an instance or a check', async () => {
  expect((await history('--since', '7d', '--check', 'mycat')).stdout).toBe(
    `${at(old)} check mycat up -> down: exit 7: refused`,
  );
  expect((await history('--since', at(up))).stdout).toBe(`${at(up)} check nginx down -> up: exit 0`);
  const { stdout } = await history('--instance', 'VI_1', '--json');
  expect(JSON.parse(stdout)).toEqual(fault);
});

test('--summary says how often and how long each check was down', async () => {
  const { stdout } = await history('--summary');
  expect(stdout).toMatch(/^nginx +UP +1 +1 +10 m +10 m +\S+ +exit 7: refused$/m);
  const { stdout: json } = await history('--summary', '--json', '--check', 'nginx');
  expect(JSON.parse(json)).toMatchObject([{ check: 'nginx', failures: 1, downMs: 10 * MINUTE_MS }]);
});

test('nothing to tell is told, and is no fault', async () => {
  expect(await history('--since', '1m')).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: expect.stringContaining('nothing since'),
  });
});

test('a folder without a journal and a time that is none exit 2 and say what to do', async () => {
  const nowhere = await execa(PROGRAM, ['history', '--state-dir', join(dir, 'no')], { reject: false });
  expect([nowhere.exitCode, nowhere.stderr]).toEqual([2, expect.stringContaining('--state-dir')]);
  expect(await history('--since', 'yesterday')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('2d') });
  expect((await history('--summary', '--follow')).exitCode).toBe(2);
});

test('--follow prints what happens from now on, until it is interrupted', async () => {
  const following = execa(PROGRAM, ['history', '--state-dir', dir, '--follow'], { reject: false });
  let printed = '';
  following.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  try {
    await vi.waitUntil(() => printed.includes('check nginx down -> up'), LIMIT_MS);
    const later = lineOf({ ...up, check: 'later', time: Date.now(), n: 9 });
    appendFileSync(join(dir, 'successes-000001.jsonl'), `${later}\n`);
    await vi.waitUntil(() => printed.includes('check later down -> up: exit 0'), LIMIT_MS);
    expect(printed.split('\n')).toHaveLength(5);
  } finally {
    following.kill();
    await following;
  }
});
