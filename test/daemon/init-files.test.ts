import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { makeInitFiles } from '../../src/daemon/init-files.ts';

function folder(context: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'vipward-init-'));
  context.onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

test('a missing file is made, one that is there stays unless it is to be overwritten', (context) => {
  const dir = folder(context);
  const [fresh, kept, other] = ['fresh', 'kept', 'other'].map((name) => join(dir, name)) as [string, string, string];
  writeFileSync(kept, '7\n');
  writeFileSync(other, '7777\n');
  expect(
    makeInitFiles([
      { path: fresh, value: -5, present: 'keep' },
      { path: kept, value: 1, present: 'keep' },
      { path: other, value: 1, present: 'overwrite' },
    ]),
  ).toEqual([]);
  expect([fresh, kept, other].map((path) => readFileSync(path, 'utf8'))).toEqual(['-5\n', '7\n', '1\n']);
});

test('what cannot be made is said; a link is never followed', (context) => {
  const dir = folder(context);
  const victim = join(dir, 'victim');
  writeFileSync(victim, 'mine');
  symlinkSync(victim, join(dir, 'link'));
  const [first, second] = makeInitFiles([
    { path: join(dir, 'none/file'), value: 0, present: 'keep' },
    { path: join(dir, 'link'), value: 0, present: 'overwrite' },
  ]);
  expect(first).toMatch(/^init_file: ENOENT/);
  expect(second).toMatch(/^init_file: ELOOP/);
  expect(readFileSync(victim, 'utf8')).toBe('mine');
});
