/** What only the backend that can change the user does. */
import { expect, test } from 'vitest';
import { complete, expectNobodyLeft, nobody } from './workshop.ts';

test('RC-39 a script of another user that hangs ends with its children', async () => {
  const { record, last } = await complete(['/bin/sh', '-c', 'sleep 30 & wait'], {
    timeoutMs: 300,
    credentials: nobody,
  });
  expect(last.outcome).toMatchObject({ type: 'timedOut', endedBy: 'term' });
  await expectNobodyLeft(record.runId);
});

test('RC-30 another user gets its own names', async () => {
  const { record } = await complete(['/usr/bin/env'], { credentials: nobody });
  expect(record.stdout.head).toContain('USER=nobody\n');
  expect(record.stdout.head).toContain('HOME=/nonexistent\n');
});
