import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHistory } from '../../src/history/history.ts';
import type { Log } from '../../src/log/events.ts';
import { folderFor, remembered } from './places.ts';

const verdict = {
  check: 'nginx',
  before: 'up',
  health: 'down',
  blame: 'service',
  reason: 'exit 1',
  output: '',
} as const;
const again = { check: 'nginx', blame: 'service', reason: 'exit 1', output: '' } as const;

test('every event reaches the log, what is worth it the journal, numbered and with its time', async (context) => {
  const dir = folderFor(context);
  const logged: string[] = [];
  const log: Log = (event) => void logged.push(event);
  const fromMs = Date.now();
  const history = openHistory(dir, log);
  history.log('check.verdict', verdict);
  for (let run = 0; run < 3; run++) history.log('check.stillDown', again);
  history.log('dataplane.trouble', { text: 'odd' });
  history.log('daemon.stopped', { tookMs: 3 });
  await history.close();
  expect(logged).toHaveLength(6);
  const entries = remembered(dir);
  expect(entries.map(({ event, n }) => [event, n])).toEqual([
    ['check.verdict', 1],
    ['daemon.stopped', 2],
  ]);
  for (const { time } of entries) expect(time).toBeGreaterThanOrEqual(fromMs);
});

test('without the right to write the log says so once and goes on', async (context) => {
  const file = join(folderFor(context), 'file');
  writeFileSync(file, '');
  const logged: string[] = [];
  const history = openHistory(join(file, 'state'), (event) => void logged.push(event));
  history.log('check.verdict', verdict);
  history.log('daemon.stopped', { tookMs: 3 });
  await history.close();
  expect(logged).toEqual(['check.verdict', 'daemon.stopped', 'history.trouble']);
});
