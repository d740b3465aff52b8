import { expect, test } from 'vitest';
import { RecoveryRuns } from '../../../src/probes/recovery/recovery-runs.ts';
import { fixture } from '../script/workshop.ts';

const script = (...argv: readonly string[]) => ({ argv, user: 'daemon' }) as const;

test('one at a time on this host, whatever it is for', async () => {
  const runs = new RecoveryRuns();
  const first = runs.run('nginx', script(fixture('endings/settle.sh'), '0.3'), 5000, 'warn');
  expect(await runs.run('mycat', script('/bin/true'), 5000, 'warn')).toMatchObject({
    type: 'denied',
    reason: 'nginx is being recovered',
  });
  expect(await first).toMatchObject({ type: 'ended', outcome: 'succeeded' });
  expect(await runs.run('mycat', script('/bin/true'), 5000, 'warn')).toMatchObject({ outcome: 'succeeded' });
});

test('a failure has its words, and so has a time limit', async () => {
  const runs = new RecoveryRuns();
  const failed = await runs.run('nginx', script(fixture('endings/exit.sh'), '3'), 5000, 'warn');
  expect(failed).toMatchObject({ outcome: 'failed', how: expect.stringContaining('exit 3') });
  const late = await runs.run('nginx', script(fixture('hangs/hang.sh')), 100, 'warn');
  expect(late).toMatchObject({ outcome: 'failed', how: expect.stringContaining('100 ms') });
});

test('a stop ends what runs', async () => {
  const runs = new RecoveryRuns();
  const going = runs.run('nginx', script(fixture('hangs/hang.sh')), 60_000, 'warn');
  // Its user is looked up first.
  await expect.poll(async () => (await runs.run('other', script('/bin/true'), 1000, 'warn')).type).toBe('denied');
  await runs.stop();
  const end = await Promise.race([going, new Promise((resolve) => setTimeout(resolve, 20_000, 'still running'))]);
  expect(end).not.toBe('still running');
});
