import { expect, test } from 'vitest';
import { endOrphanedRuns } from '../../../src/linux/spawn/orphaned-runs.ts';
import { startHook } from '../../../src/probes/script/hook.ts';
import { processesOf, scriptFile } from './workshop.ts';

test('what a hook starts lives on, and is no leftover of a check to whoever clears these away', async () => {
  const service = scriptFile('#!/bin/sh\nsleep 30 >/dev/null 2>&1 &\n');
  const facts = { VIPWARD_CHECK: 'web' };
  const run = await startHook(
    { name: 'web', script: { argv: [service], user: 'daemon' }, timeoutMs: 5000, facts },
    'warn',
  );
  const { outcome, runId } = await run.settled;
  expect(outcome).toEqual({ type: 'exited', code: 0 });
  await run.gone;
  expect(processesOf(runId)).toHaveLength(1);
  endOrphanedRuns((pid) => pid === process.pid);
  expect(processesOf(runId)).toHaveLength(1);
});
