import { renameSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Outcome } from '../../../../src/health/outcome.ts';
import { noteChild } from '../../../../src/linux/spawn/child.ts';
import type { ProcessMatch, ProcessProbeConfig } from '../../../../src/model/probe/process.ts';
import { ProcessProbe } from '../../../../src/probes/native/process/probe.ts';
import { folderOfTest, inState, orphan, pidFile, programCalled, withChild, zombie } from '../../../support/orphans.ts';

const LIMIT = { timeout: 10_000, interval: 2 };

function probeOf(match: ProcessMatch, changes: Partial<ProcessProbeConfig> = {}): ProcessProbe {
  const config: ProcessProbeConfig = {
    kind: 'process',
    match,
    min: 1,
    max: 'unlimited',
    minChildren: 0,
    onDeath: 'decides',
    ...changes,
  };
  return new ProcessProbe({ check: 'web', timeoutMs: 5000 }, config);
}

const outcomeOf = async (probe: ProcessProbe): Promise<Outcome> => (await (await probe.start(0)).settled).outcome;

/** A watched probe that asks once whenever it is told to. */
function watched(probe: ProcessProbe): { readonly outcomes: Outcome[]; readonly toldMs: number[] } {
  const seen = { outcomes: [] as Outcome[], toldMs: [] as number[] };
  onTestFinished(
    probe.watch(() => {
      seen.toldMs.push(performance.now());
      void outcomeOf(probe).then((outcome) => seen.outcomes.push(outcome));
    }),
  );
  return seen;
}

/** Four ways to describe one program that nobody else runs. */
function descriptions(program: string, name: string): readonly ProcessMatch[] {
  return [
    { by: 'name', name: name.slice(0, 15) },
    { by: 'exe', path: program },
    { by: 'cmdline', holds: { type: 'pattern', source: `${name} 6\\d$`, flags: '' } },
    { by: 'command', program, compare: 'commandLine', parameters: { match: 'exact', words: ['60'] } },
  ];
}

test('a live process is found by name, program, command line and command', async () => {
  const program = programCalled('vipward-t-found');
  orphan(program, '60');
  for (const match of descriptions(program, 'vipward-t-found')) {
    await vi.waitFor(
      async () => expect(await outcomeOf(probeOf(match))).toMatchObject({ result: 'ok', phase: 'look' }),
      LIMIT,
    );
  }
});

test('NP-03 vipward itself, its dataplane, runs of checks, zombies and stopped processes do not count', async () => {
  const program = programCalled('vipward-t-none');
  const run = spawn(program, ['60'], { stdio: 'ignore', detached: true });
  const ours = spawn(program, ['60'], { stdio: 'ignore' });
  const forget = noteChild(run.pid ?? 0);
  onTestFinished(() => {
    forget();
    for (const child of [run, ours]) child.kill('SIGKILL');
  });
  const stopped = orphan(program, '60');
  stopped.kill('SIGSTOP');
  await inState(stopped.pid, 'T');
  await zombie(program);
  expect(await outcomeOf(probeOf({ by: 'name', name: 'vipward-t-none' }))).toMatchObject({
    result: 'bad',
    detail: expect.stringMatching(
      /^no process named vipward-t-none lives, at least 1 wanted \(1 stopped: \d+, 1 ended and not reaped: \d+\)$/,
    ),
  });
  expect(await outcomeOf(probeOf({ by: 'pidfile', path: pidFile(process.pid), name: 'any' }))).toMatchObject({
    result: 'bad',
  });
  expect(await outcomeOf(probeOf({ by: 'pidfile', path: pidFile(ours.pid ?? 0), name: 'any' }))).toMatchObject({
    result: 'bad',
  });
});

test('NP-03 a daemon that a script left behind, and that vipward inherited, is the service', async () => {
  const program = programCalled('vipward-t-left');
  const left = spawn(program, ['60'], { stdio: 'ignore', detached: true });
  onTestFinished(() => void left.kill('SIGKILL'));
  const probe = probeOf({ by: 'name', name: 'vipward-t-left' });
  await vi.waitFor(async () => expect(await outcomeOf(probe)).toMatchObject({ result: 'ok' }), LIMIT);
});

test('a master is healthy with its children and bad without', async () => {
  const program = programCalled('vipward-t-kids');
  const { parent, child } = await withChild(program);
  const probe = probeOf({ by: 'pidfile', path: pidFile(parent.pid), name: 'vipward-t-kids' }, { minChildren: 1 });
  expect(await outcomeOf(probe)).toMatchObject({ result: 'ok' });
  process.kill(child, 'SIGKILL');
  await vi.waitFor(
    async () =>
      expect(await outcomeOf(probe)).toMatchObject({
        result: 'bad',
        detail: expect.stringContaining('0 live children'),
      }),
    LIMIT,
  );
});

test('NP-03 kill -9 of a watched process is told at once, and the run after it decides', async () => {
  const { pid, kill } = orphan(programCalled('vipward-t-kill'), '60');
  const probe = probeOf({ by: 'pidfile', path: pidFile(pid), name: 'vipward-t-kill' });
  const { outcomes, toldMs } = watched(probe);
  await vi.waitFor(async () => expect(await outcomeOf(probe)).toMatchObject({ result: 'ok' }), LIMIT);
  const killedMs = performance.now();
  kill();
  await vi.waitUntil(() => outcomes.length > 0, LIMIT);
  expect((toldMs[0] ?? Infinity) - killedMs).toBeLessThan(2000);
  expect(outcomes[0]).toMatchObject({ type: 'probed', result: 'bad', certainty: 'decides' });
});

test('with event_decides off a death is told as well, and counts as one failure', async () => {
  const { kill } = orphan(programCalled('vipward-t-count'), '60');
  const probe = probeOf({ by: 'name', name: 'vipward-t-count' }, { onDeath: 'counts' });
  const { outcomes } = watched(probe);
  await vi.waitFor(async () => expect(await outcomeOf(probe)).toMatchObject({ result: 'ok' }), LIMIT);
  kill();
  await vi.waitUntil(() => outcomes.length > 0, LIMIT);
  expect(outcomes[0]).toMatchObject({ result: 'bad' });
  expect(outcomes[0]).not.toHaveProperty('certainty');
});

test('a death that leaves enough of them is healthy', async () => {
  const program = programCalled('vipward-t-pair');
  const [first] = [orphan(program, '60'), orphan(program, '60')];
  const probe = probeOf({ by: 'exe', path: program });
  const { outcomes } = watched(probe);
  await vi.waitFor(
    async () => expect(await outcomeOf(probe)).toMatchObject({ detail: expect.stringMatching(/^2 processes/) }),
    LIMIT,
  );
  first?.kill();
  await vi.waitUntil(() => outcomes.length > 0, LIMIT);
  expect(outcomes[0]).toMatchObject({ result: 'ok' });
});

test('a new pid file is told once it has settled, also by way of a rename', async () => {
  const program = programCalled('vipward-t-new');
  const path = `${folderOfTest()}/service.pid`;
  const probe = probeOf({ by: 'pidfile', path, name: 'vipward-t-new' });
  const { outcomes } = watched(probe);
  expect(await outcomeOf(probe)).toMatchObject({ result: 'bad', detail: `there is no ${path}` });
  const { pid } = orphan(program, '60');
  await vi.waitFor(
    async () => expect(await outcomeOf(probeOf({ by: 'name', name: 'vipward-t-new' }))).toMatchObject({ result: 'ok' }),
    LIMIT,
  );
  writeFileSync(`${path}.new`, `${pid}\n`);
  renameSync(`${path}.new`, path);
  await vi.waitUntil(() => outcomes.length > 0, LIMIT);
  expect(outcomes[0]).toMatchObject({ result: 'ok' });
});

test('a pid file that is being written while its old process lives is looked at again', async () => {
  const program = programCalled('vipward-t-again');
  const [old, young] = [orphan(program, '60'), orphan(program, '60')];
  const path = pidFile(old?.pid ?? 0);
  const probe = probeOf({ by: 'pidfile', path, name: 'vipward-t-again' });
  watched(probe);
  await vi.waitFor(async () => expect(await outcomeOf(probe)).toMatchObject({ result: 'ok' }), LIMIT);
  writeFileSync(path, '');
  const run = await probe.start(0);
  writeFileSync(path, `${young?.pid}\n`);
  expect((await run.settled).outcome).toMatchObject({
    result: 'ok',
    detail: expect.stringContaining(`process ${young?.pid} `),
  });
});
