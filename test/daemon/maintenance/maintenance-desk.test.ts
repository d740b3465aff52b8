import { afterEach, expect, test } from 'vitest';
import { MaintenanceDesk } from '../../../src/daemon/maintenance/maintenance-desk.ts';
import type { LoggedEvent } from '../../../src/log/events.ts';
import { checkHealth } from '../../support/configs.ts';
import { tempDir } from '../../probes/script/workshop.ts';

const desks: MaintenanceDesk[] = [];
afterEach(() => Promise.all(desks.splice(0).map((desk) => desk.close())));

async function open(stateDir: string) {
  const [logged, asked]: [LoggedEvent[], string[]] = [[], []];
  const desk = new MaintenanceDesk({
    stateDir,
    log: (event, fields) => logged.push({ event, ...fields } as LoggedEvent),
    healthOf: () => checkHealth({ health: 'down', reason: 'exit 2' }),
    takesPart: () => 'yes',
    isCheck: (name) => (name === 'nginx' ? 'yes' : 'no'),
    onCheck: (check, note) => asked.push(`${check} ${note}`),
    onNode: () => asked.push(`node ${desk.noteOfNode()}`),
  });
  desks.push(desk);
  await desk.open();
  return { desk, logged, asked };
}

const HALF_AN_HOUR_MS = 1_800_000;

test('TR-16 an order is carried out, told, and still in force after a restart', async () => {
  const dir = tempDir();
  const first = await open(dir);
  const order = { action: 'on', check: 'nginx', forMs: HALF_AN_HOUR_MS, note: 'new certificate' } as const;
  expect(await first.desk.order(order)).toMatchObject({ outcome: 'done', lines: [expect.stringContaining('nginx')] });
  expect(first.asked).toEqual(['nginx new certificate']);
  expect(first.logged).toMatchObject([{ event: 'maintenance.changed', check: 'nginx' }]);
  await first.desk.close();
  const second = await open(dir);
  expect(second.asked).toEqual(['nginx new certificate']);
  expect(await second.desk.order({ action: 'off', check: 'nginx' })).toMatchObject({
    outcome: 'done',
    lines: [expect.stringContaining('it is down (exit 2): now that counts')],
  });
  expect(second.asked.at(-1)).toBe('nginx over');
  expect(second.desk.list()).toEqual([]);
});

test('an order for the node is one for the node', async () => {
  const { desk, asked } = await open(tempDir());
  await desk.order({ action: 'on', forMs: HALF_AN_HOUR_MS, note: 'new disk' });
  expect(asked).toEqual(['node new disk']);
  expect(desk.noteOfNode()).toBe('new disk');
  await desk.order({ action: 'off' });
  expect(desk.noteOfNode()).toBe('none');
});

test.each([
  [{ action: 'on', check: 'ngnix', forMs: 1000, note: 'x' }, /no check "ngnix"/],
  [{ action: 'on', forMs: 1000 }, /--note/],
  [{ action: 'on', note: 'for ever' }, /--for/],
  [{ action: 'off' }, /not in maintenance/],
] as const)('%j is refused with words', async (order, text) => {
  const { desk, asked } = await open(tempDir());
  expect(await desk.order(order)).toEqual({ outcome: 'refused', text: expect.stringMatching(text) });
  expect(asked).toEqual([]);
});
