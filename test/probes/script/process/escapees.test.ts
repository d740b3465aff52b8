import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { adoptOrphans } from '../../../../src/linux/process.ts';
import { EscapeeWatch } from '../../../../src/probes/script/process/escapees.ts';
import { complete, fixture, processesOf } from '../workshop.ts';

test('RC-45 who left the group is named once for a check, lives on, and is reaped in the end', async () => {
  expect(adoptOrphans().ok).toBe(true);
  const told: [string, string][] = [];
  const watch = new EscapeeWatch((check, text) => told.push([check, text]));
  const facts = { VIPWARD_CHECK: 'leaver' };
  const runs = [];
  for (let run = 0; run < 2; run += 1)
    runs.push(await complete([fixture('leaves/grandchild-session.sh'), '0'], { facts }));
  const pids = runs.flatMap(({ record }) => processesOf(record.runId));
  expect(pids).toHaveLength(2);
  watch.look();
  watch.look();
  expect(told).toHaveLength(1);
  expect(told[0]?.[0]).toBe('leaver');
  expect(told[0]?.[1]).toMatch(/^leaves sleep \(pid \d+\) running in a session of its own/);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await expect
    .poll(() => {
      watch.look();
      return pids.filter((pid) => existsSync(`/proc/${pid}`));
    })
    .toEqual([]);
});

test('a run in progress is no escapee, whichever backend started it', async () => {
  const told: string[] = [];
  const watch = new EscapeeWatch((check) => told.push(check));
  const facts = { VIPWARD_CHECK: 'running' };
  const running = complete([fixture('endings/settle.sh'), '0.3'], { facts });
  await new Promise((resolve) => setImmediate(resolve));
  watch.look();
  await running;
  expect(told).toEqual([]);
});
