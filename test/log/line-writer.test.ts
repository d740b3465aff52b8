import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { expect, test, type TestContext } from 'vitest';
import { programFor } from '../support/program.ts';

/** Logs until it is told to end; what it has to say about itself goes to its standard error. */
const LOGGER = `
import { openLog } from '../../src/log/sink.ts';
import { endAtOnce } from '../../src/linux/process.ts';
const { log, flush } = openLog({ format: 'pretty', level: 'info' });
process.on('uncaughtException', (error) => {
  process.stderr.write('died of ' + error.message);
  process.exit(1);
});
let lines = 0;
const writing = setInterval(async () => {
  for (let i = 0; i < 100; i++) log('dataplane.trouble', { text: 'x'.repeat(1000) });
  if (++lines < 30) return;
  clearInterval(writing);
  const flushed = await flush();
  process.stderr.write(flushed);
  if (flushed === 'stalled') endAtOnce(7);
  process.exit(0);
}, 10);
`;

function logger(context: TestContext, name: string, stdout: 'pipe' | number): ChildProcess {
  const child = spawn(process.execPath, [programFor(context, name, LOGGER)], { stdio: ['ignore', stdout, 'pipe'] });
  context.onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function endOf(child: ChildProcess): Promise<{ readonly code: unknown; readonly said: string }> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = await once(child, 'exit');
  return { code, said };
}

test('a log whose reader has gone loses lines and nothing else', async (context) => {
  const child = logger(context, 'sink-gone', 'pipe');
  child.stdout?.destroy();
  expect((await endOf(child)).said).not.toContain('died');
});

test('a log on a full disk loses lines and nothing else', async (context) => {
  const full = openSync('/dev/full', 'w');
  expect((await endOf(logger(context, 'sink-full', full))).said).not.toContain('died');
});

test('a log whose reader stands still does not keep the process from ending', async (context) => {
  expect(await endOf(logger(context, 'sink-stalled', 'pipe'))).toEqual({ code: 7, said: 'stalled' });
});

test('a log that is read is written to the end', async (context) => {
  const child = logger(context, 'sink-read', 'pipe');
  child.stdout?.resume();
  expect(await endOf(child)).toEqual({ code: 0, said: 'written' });
});

const NAMED = `
import { openLog } from '../../src/log/sink.ts';
const sinks = ['pretty', 'json'].flatMap((format) =>
  ['none', 'blue'].map((daemon) => openLog({ format, level: 'info', daemon })),
);
async function speak() {
  for (const { log, flush } of sinks) {
    log('dataplane.trouble', { text: 'trouble' });
    await flush();
  }
}
void speak();
`;

test('a daemon with a name says it in each line', async (context) => {
  const child = spawn(process.execPath, [programFor(context, 'sink-named', NAMED)], { stdio: ['ignore', 'pipe', 2] });
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  const [plain, named, object, namedObject] = text.split('\n');
  expect([plain, named]).toEqual([
    expect.stringMatching(/^\S+Z trouble$/),
    expect.stringMatching(/^\S+Z blue: trouble$/),
  ]);
  expect([object, namedObject].map((line) => JSON.parse(line ?? '').daemon)).toEqual([undefined, 'blue']);
});
