import { expect, test } from 'vitest';
import { runOnce } from '../../src/notify/once.ts';
import { scriptFile } from '../probes/script/workshop.ts';

const once = (text: string, timeoutMs: number) => ({
  script: { argv: [scriptFile(`#!/bin/sh\n${text}\n`)], user: 'daemon' as const },
  timeoutMs,
});

test('it is waited for, and its end is told', async () => {
  expect(await runOnce('startup_script', once('exit 3', 20_000), 'warn')).toMatchObject({
    keyword: 'startup_script',
    result: 'exit 3',
  });
});

test('what takes too long is ended', async () => {
  const { result } = await runOnce('shutdown_script', once('sleep 60', 200), 'warn');
  expect(result).toMatch(/^no result within 200 ms/);
});
