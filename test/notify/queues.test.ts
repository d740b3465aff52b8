import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { NotifyScripts } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';
import { type NotifyResult, NotifyQueues } from '../../src/notify/queues.ts';
import type { NotifyState } from '../../src/vrrp/state.ts';
import { instanceConfig } from '../support/configs.ts';
import { fixture, scriptFile, tempDir } from '../probes/script/workshop.ts';

function open(): { queues: NotifyQueues; results: NotifyResult[] } {
  const results: NotifyResult[] = [];
  return { queues: new NotifyQueues((result) => results.push(result), 'warn'), results };
}

const add = (queues: NotifyQueues, state: NotifyState, notify: NotifyScripts, name = 'VI_1'): void =>
  queues.add({
    type: 'instance',
    config: instanceConfig({ name, notify }),
    state,
    priority: 100 as Priority,
    cause: 'lastResort',
    because: 'nobody else has it',
  });

const linesOf = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];

/** A script that appends to `file` after `seconds`. */
const record = (file: string, seconds: string, ...words: string[]): NotifyScripts['any'] => ({
  argv: [fixture('prints/record.sh'), file, seconds, ...words],
  user: 'daemon',
});

test('scripts of one instance run in order, one at a time, also when an earlier one is slower', async () => {
  const { queues, results } = open();
  const file = join(tempDir(), 'log');
  const slow = record(file, '0.3', 'specific master');
  const any = record(file, '0');
  if (slow === undefined || any === undefined) throw new Error('no script');
  add(queues, 'master', { master: slow, any });
  add(queues, 'backup', { any });
  await queues.drain(5000);
  expect(linesOf(file)).toEqual(['specific master', 'INSTANCE VI_1 MASTER 100', 'INSTANCE VI_1 BACKUP 100']);
  expect(results.map(({ state, result }) => [state, result])).toEqual([
    ['master', 'exit 0'],
    ['master', 'exit 0'],
    ['backup', 'exit 0'],
  ]);
  expect(results[0]).toMatchObject({ about: { kind: 'instance', name: 'VI_1' }, argv: slow.argv });
  expect(results[0]?.durationMs).toBeGreaterThanOrEqual(300);
});

test('a script finds the state and its cause in its environment', async () => {
  const { queues } = open();
  const file = join(tempDir(), 'log');
  const argv = ['/bin/sh', '-c', `echo "$VIPWARD_INSTANCE $VIPWARD_STATE $VIPWARD_CAUSE" >${file}`];
  add(queues, 'master', { master: { argv, user: 'daemon' } });
  await queues.drain(5000);
  expect(linesOf(file)).toEqual(['VI_1 MASTER lastResort']);
});

test('instances do not wait for each other', async () => {
  const { queues, results } = open();
  const dir = tempDir();
  const slow = record(join(dir, 'a'), '0.6');
  const fast = record(join(dir, 'b'), '0');
  add(queues, 'master', slow === undefined ? {} : { any: slow }, 'VI_1');
  add(queues, 'master', fast === undefined ? {} : { any: fast }, 'VI_2');
  await queues.drain(5000);
  expect(results.map(({ about }) => about.name)).toEqual(['VI_2', 'VI_1']);
});

test('a script that fails or cannot start is told with its reason, and the next one runs', async () => {
  const { queues, results } = open();
  const file = join(tempDir(), 'log');
  const any = record(file, '0');
  add(queues, 'fault', { fault: { argv: ['/nowhere/notify.sh'], user: 'daemon' }, ...(any && { any }) });
  add(queues, 'master', { master: { argv: [fixture('endings/refused.sh')], user: 'daemon' } });
  await queues.drain(5000);
  expect(linesOf(file)).toEqual(['INSTANCE VI_1 FAULT 100']);
  expect(results.map(({ result }) => result)).toEqual([
    expect.stringMatching(/^could not start: \/nowhere\/notify.sh does not exist/),
    'exit 0',
    'exit 2: connection refused',
  ]);
});

test('a world-writable script is not run as root', async () => {
  const { queues, results } = open();
  add(queues, 'master', { master: { argv: [scriptFile('#!/bin/sh\n', 0o777)], user: 'daemon' } });
  await queues.drain(5000);
  expect(results[0]?.result).toContain('everybody can change what runs as root');
});

test('a drain ends what runs too long and says what was not run', async () => {
  const { queues, results } = open();
  add(queues, 'backup', { backup: { argv: [fixture('hangs/hang.sh')], user: 'daemon' } });
  add(queues, 'stop', { stop: { argv: [fixture('endings/exit.sh'), '0'], user: 'daemon' } });
  const startedMs = performance.now();
  await queues.drain(300);
  expect(performance.now() - startedMs).toBeLessThan(2000);
  expect(results.map(({ state, result }) => [state, result])).toEqual([
    ['backup', 'cancelled by stop'],
    ['stop', 'not run: the daemon stops'],
  ]);
});

test('a drain of nothing is at once', async () => {
  const { queues, results } = open();
  await queues.drain(60_000);
  expect(results).toEqual([]);
});

test('TR-27 of 200 events the last ones run, in order, and each dropped one is told', { timeout: 30_000 }, async () => {
  const { queues, results } = open();
  const file = join(tempDir(), 'log');
  const any = record(file, '0');
  if (any === undefined) throw new Error('no script');
  for (let index = 0; index < 200; index += 1) add(queues, index % 2 === 0 ? 'master' : 'backup', { any });
  await queues.drain(25_000);
  const dropped = results.filter(({ result }) => result.startsWith('not run: too many'));
  expect(results).toHaveLength(200);
  expect(dropped.length + linesOf(file).length).toBe(200);
  expect(linesOf(file).slice(-2)).toEqual(['INSTANCE VI_1 MASTER 100', 'INSTANCE VI_1 BACKUP 100']);
});

test('the changes of all checks are told in one line, in order', async () => {
  const { queues, results } = open();
  const file = join(tempDir(), 'log');
  const change = (check: string, seconds: string): void => {
    const script = record(file, seconds) ?? expect.fail('no script');
    const now = { check, health: 'down', blame: 'service', reason: 'exit 2', worth: 'weight', flags: [] } as const;
    queues.add({ type: 'check', script, before: 'up', now });
  };
  change('slow', '0.3');
  change('fast', '0');
  await queues.drain(5000);
  expect(linesOf(file)).toEqual(['slow UP DOWN exit 2', 'fast UP DOWN exit 2']);
  expect(results.map(({ about }) => about)).toEqual([
    { kind: 'check', name: 'slow' },
    { kind: 'check', name: 'fast' },
  ]);
});
