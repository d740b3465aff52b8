import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Outcome } from '../../../../src/health/outcome.ts';
import type { FileProbeConfig } from '../../../../src/model/probe/file.ts';
import { fileProbe } from '../../../../src/probes/native/file/file.ts';
import { FileLooks } from '../../../../src/probes/native/file/file-looks.ts';
import { NativeProbe } from '../../../../src/probes/native/native-probe.ts';
import { fileWith, folder, outcomeFrom, outcomeOf } from '../asking.ts';

const config = (path: string, changes: Partial<FileProbeConfig> = {}): FileProbeConfig => ({
  kind: 'file',
  path,
  presence: 'exists',
  maxAgeMs: 'off',
  minSizeBytes: 0,
  content: { type: 'any' },
  ...changes,
});
const holding = (source: string) =>
  ({ content: { type: 'holds', expect: { type: 'pattern', source, flags: '' } } }) as const;

test('NP-06 a file is looked at: existence, age, content', async () => {
  const path = fileWith('state: ready\n');
  expect(await outcomeOf(config(path, { ...holding('ready$|ready\\n$'), maxAgeMs: 600_000 }))).toMatchObject({
    type: 'probed',
    result: 'ok',
    phase: 'look',
  });
  utimesSync(path, 1, 1);
  expect(await outcomeOf(config(path, { maxAgeMs: 600_000 }))).toMatchObject({ result: 'bad' });
  expect(await outcomeOf(config(`${path}.not`))).toMatchObject({ result: 'bad', detail: `${path}.not does not exist` });
  expect(await outcomeOf(config(`${path}/x`, { presence: 'absent' }))).toMatchObject({ result: 'ok' });
});

test('NP-06 a number becomes the value of the run', async () => {
  const content = { type: 'number', empty: 'zero' } as const;
  expect(await outcomeOf(config(fileWith('-20\n'), { content }))).toMatchObject({ result: 'ok', value: -20 });
  expect(await outcomeOf(config('/nowhere/number', { content }))).toMatchObject({ result: 'ok', value: 0 });
});

test('only the first 64 KiB are read, and a pipe is not opened', async () => {
  const path = fileWith(`${'x'.repeat(65_536)}ready`);
  expect(await outcomeOf(config(path, holding('ready')))).toMatchObject({ result: 'bad' });
  expect(statSync(path).size).toBe(65_541);
  const pipe = `${folder()}/pipe`;
  execFileSync('mkfifo', [pipe]);
  expect(await outcomeOf(config(pipe, holding('x')))).toMatchObject({
    result: 'bad',
    detail: `${pipe} is no regular file`,
  });
});

test.skipIf(process.getuid?.() === 0)('NP-06 no right to look is a fault of the check', async () => {
  const closed = `${folder()}/closed`;
  mkdirSync(closed);
  writeFileSync(`${closed}/f`, '');
  chmodSync(closed, 0);
  expect(await outcomeOf(config(`${closed}/f`))).toMatchObject({ result: 'broken' });
  chmodSync(closed, 0o700);
});

const failing = (code: string): Promise<Outcome> =>
  outcomeFrom(
    new NativeProbe(
      { check: 'f', timeoutMs: 10_000 },
      fileProbe(config('/f'), new FileLooks(), (_config, onSeen) => onSeen(Object.assign(new Error(code), { code }))),
    ),
  );

test.each([
  ['EACCES', 'broken'],
  ['EMFILE', 'broken'],
  ['ESTALE', 'bad'],
  ['EIO', 'bad'],
])('NP-06 %s is %s', async (code, result) => {
  expect(await failing(code)).toMatchObject({ result, detail: expect.stringContaining('/f cannot be looked at') });
});

test('NP-06 a look that hangs fails at the limit, and no second one is begun until it returns', async () => {
  const returns: (() => void)[] = [];
  const looks = new FileLooks();
  const begin = fileProbe(config('/nfs/f'), looks, (_config, onSeen) => {
    returns.push(() => onSeen(Object.assign(new Error('gone'), { code: 'ENOENT' })));
  });
  const probe = new NativeProbe({ check: 'f', timeoutMs: 20 }, begin);
  expect(await outcomeFrom(probe)).toMatchObject({
    type: 'timedOut',
    during: 'looking at /nfs/f: does its file system answer?',
  });
  expect(await outcomeFrom(probe)).toMatchObject({
    result: 'bad',
    detail: expect.stringMatching(/^\/nfs\/f cannot be looked at: a look that began \d+ s ago has not returned$/),
  });
  expect(returns).toHaveLength(1);
  returns[0]?.();
  const third = outcomeFrom(probe);
  returns[1]?.();
  expect(await third).toMatchObject({ detail: '/nfs/f does not exist' });
});

test('two hanging looks hold the others up, which say for whom they wait', async () => {
  const looks = new FileLooks();
  const hang = (path: string) =>
    outcomeFrom(
      new NativeProbe(
        { check: 'f', timeoutMs: 20 },
        fileProbe(config(path), looks, () => {}),
      ),
    );
  await Promise.all([hang('/nfs/a'), hang('/nfs/b')]);
  expect(await hang('/run/c')).toMatchObject({
    type: 'timedOut',
    during: 'waiting to look at /run/c until /nfs/a and /nfs/b answer',
  });
});
