import { expect, test } from 'vitest';
import { Board } from '../../src/daemon/board.ts';
import { CheckReports } from '../../src/daemon/check-reports.ts';
import { VerdictFeed } from '../../src/daemon/dataplane/verdict-feed.ts';
import type { CheckHealth } from '../../src/health/check-health.ts';
import type { RunRecord } from '../../src/health/outcome.ts';
import type { ToDataplane } from '../../src/ipc/messages.ts';
import type { LoggedEvent } from '../../src/log/events.ts';
import type { CheckConfig } from '../../src/model/check.ts';
import { NotifyQueues } from '../../src/notify/queues.ts';
import { starvedRecord } from '../../src/probes/starved.ts';
import { checkConfig, checkHealth } from '../support/configs.ts';

function reports(config: Partial<CheckConfig> = {}) {
  const [logged, sent, told]: [LoggedEvent[], ToDataplane[], string[]] = [[], [], []];
  const notify = new NotifyQueues(({ state, argv }) => told.push(`${state} ${argv.slice(1).join(' ')}`), 'warn');
  const made = new CheckReports({
    board: new Board(),
    verdicts: new VerdictFeed((message) => sent.push(message)),
    log: (event, fields) => logged.push({ event, ...fields } as LoggedEvent),
    notify,
  });
  made.adopt([checkConfig(config)]);
  return { made, logged, sent, told, notify };
}

const down: Partial<CheckHealth> = { health: 'down', blame: 'service', reason: 'exit 2: refused' };
const exited = (code: number): RunRecord => ({
  ...starvedRecord(checkConfig(), 0),
  outcome: { type: 'exited', code },
  summary: 'refused',
});
const script = { argv: ['/bin/true'], user: 'daemon' } as const;

test('a change goes to the dataplane, the log and the script of on_change, with its reason', async () => {
  const { made, logged, sent, told, notify } = reports({ onChange: script });
  made.result(exited(0), checkHealth());
  made.result(exited(2), checkHealth(down));
  await notify.drain(5000);
  expect(sent).toMatchObject([
    { type: 'verdict', verdict: { health: 'up' } },
    { type: 'verdict', verdict: { health: 'down', reason: 'exit 2: refused' }, validForMs: 3000 },
  ]);
  expect(logged.map(({ event }) => event)).toEqual(['check.verdict', 'check.verdict']);
  expect(logged[1]).toMatchObject({ before: 'up', health: 'down', output: 'refused' });
  expect(told).toEqual(['down nginx UP DOWN exit 2: refused']);
});

test('that all is well at the start, and another run that says the same, are told to nobody', async () => {
  const { made, logged, told, notify } = reports({ onChange: script });
  made.result(exited(0), checkHealth());
  made.result(exited(0), checkHealth());
  await notify.drain(5000);
  expect(told).toEqual([]);
  expect(logged).toHaveLength(1);
});

test('a check that is down at the start is told', async () => {
  const { made, told, notify } = reports({ onChange: script });
  made.result(exited(2), checkHealth(down));
  made.result(exited(2), checkHealth(down));
  await notify.drain(5000);
  expect(told).toEqual(['down nginx UNKNOWN DOWN exit 2: refused']);
});

test('a further failed run is remembered, and what time alone changes is told without an output', () => {
  const { made, logged } = reports();
  made.result(exited(2), checkHealth(down));
  made.result(exited(2), checkHealth(down));
  made.health(checkHealth({ health: 'down', blame: 'checker', reason: 'no result for 6.2 s' }));
  expect(logged.map(({ event }) => event)).toEqual(['check.verdict', 'check.stillDown', 'check.verdict']);
  expect(logged[2]).toMatchObject({ before: 'down', blame: 'checker', output: '' });
});

test('a check that a reload removed is no longer heard', () => {
  const { made, logged, sent } = reports();
  made.adopt([]);
  made.result(exited(0), checkHealth());
  made.health(checkHealth());
  expect([logged, sent]).toEqual([[], []]);
});
