import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import type { RunRecord } from '../../../../src/health/outcome.ts';
import { verdictOf } from '../../../../src/health/verdict.ts';
import { SystemdProbe } from '../../../../src/probes/native/systemd/probe.ts';

/** A stand-in for systemctl that does this. */
function systemctl(lines: string): string {
  const folder = mkdtempSync(`${tmpdir()}/vipward-systemd-`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = `${folder}/systemctl`;
  writeFileSync(program, `#!/bin/sh\n${lines}\n`);
  chmodSync(program, 0o755);
  return program;
}

async function recordOf(program: string, timeoutMs = 10_000): Promise<RunRecord> {
  const config = { kind: 'systemd', unit: 'nginx.service', substate: 'running', warnRestarts: 'any' } as const;
  const probe = new SystemdProbe({ name: 'web', timeoutMs, intervalMs: 1000 }, config, 'warn', program);
  const run = await probe.start(0);
  await run.gone;
  return run.settled;
}

const STATE = 'echo LoadState=loaded; echo ActiveState=active; echo SubState=running; echo NRestarts=0';

test('what systemctl says of the unit is judged, and it is asked for that unit only', async () => {
  const program = systemctl(
    `[ "$*" = "show --no-pager --property=LoadState,ActiveState,SubState,NRestarts -- nginx.service" ] || exit 9\n${STATE}`,
  );
  expect((await recordOf(program)).outcome).toEqual({
    type: 'probed',
    result: 'ok',
    phase: 'look',
    detail: 'nginx.service is active (running)',
  });
  const failed = systemctl(STATE.replace('=active', '=failed').replace('=running', '=failed'));
  expect((await recordOf(failed)).outcome).toMatchObject({ result: 'bad', detail: 'nginx.service is failed (failed)' });
});

test('NP-06 without systemd, or without systemctl, the check is to blame, in words', async () => {
  const said = "echo 'System has not been booted with systemd as init system (PID 1).' >&2; exit 1";
  const { outcome, summary } = await recordOf(systemctl(said));
  expect(outcome).toMatchObject({ result: 'broken', detail: expect.stringContaining('not been booted with systemd') });
  expect(verdictOf(outcome, summary, 'keepalived')).toMatchObject({ sample: 'failure', blame: 'checker' });
  const absent = await recordOf('/nowhere/systemctl');
  expect(verdictOf(absent.outcome, '', 'keepalived')).toMatchObject({
    blame: 'checker',
    reason: expect.stringContaining('/nowhere/systemctl'),
  });
});

test('a systemd that does not answer is ended by the time limit, and said to be waited for', async () => {
  const { outcome } = await recordOf(systemctl('exec sleep 60'), 200);
  expect(verdictOf(outcome, '', 'keepalived')).toMatchObject({
    reason: 'no result within 200 ms, waiting for systemctl',
  });
});
