import { expect, test } from 'vitest';
import type { RunRecord } from '../../../src/health/outcome.ts';
import type { RunAs } from '../../../src/model/instance.ts';
import { ScriptProbe } from '../../../src/probes/script/probe.ts';
import { checkConfig, scriptProbe } from '../../support/configs.ts';

/** The record of one run as the daemon has it made. */
async function recordOf(argv: readonly string[], user: RunAs): Promise<RunRecord> {
  const check = { ...checkConfig({ timeoutMs: 5000 }), probe: scriptProbe(argv, { user }) };
  const run = await new ScriptProbe(check, 'warn').start(7);
  await run.gone;
  return run.settled;
}

test('a check of the daemon’s own user is started directly', async () => {
  const record = await recordOf(['/bin/true'], 'daemon');
  expect(record).toMatchObject({ backend: 'direct', outcome: { type: 'exited', code: 0 }, lateMs: 7 });
});

test('a check of another user is started through execa', async () => {
  const record = await recordOf(['/usr/bin/id', '-un'], { user: 'nobody' });
  expect(record).toMatchObject({ backend: 'execa', outcome: { type: 'exited', code: 0 }, summary: 'nobody' });
});

test('a check of a user who does not exist is refused', async () => {
  const record = await recordOf(['/bin/true'], { user: 'no-such-user-here' });
  expect(record.outcome).toMatchObject({ type: 'refused', diagnosis: { rule: 'no-such-user' } });
});

test('a check is told its name and its times', async () => {
  const argv = ['/bin/sh', '-c', 'echo $VIPWARD_CHECK $VIPWARD_TIMEOUT_MS $VIPWARD_INTERVAL_MS'];
  const { name, intervalMs } = checkConfig();
  expect((await recordOf(argv, 'daemon')).summary).toBe(`${name} 5000 ${intervalMs}`);
});
