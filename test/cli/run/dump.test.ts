import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { dump } from '../../../src/cli/run/dump.ts';
import type { StatusReport } from '../../../src/http/api.ts';

const REPORT: StatusReport = {
  version: '1',
  pid: 1,
  startedAtMs: 0,
  nowMs: 0,
  config: '/c',
  generation: 1,
  dataplane: { state: 'none' },
  instances: [],
  checks: [],
  maintenances: [],
  syncGroups: [],
  fifos: [],
};

function places(context: TestContext): { dir: string; files: Parameters<typeof dump>[2] } {
  const dir = mkdtempSync(join(tmpdir(), 'vipward-dump-'));
  context.onTestFinished(() => rmSync(dir, { recursive: true }));
  return { dir, files: { state: join(dir, 'data'), statistics: join(dir, 'stats'), json: join(dir, 'json') } };
}

test('SIGUSR1 writes text and JSON, SIGUSR2 the counters, for their owner alone', (context) => {
  const { files } = places(context);
  expect(dump('SIGUSR1', REPORT, files)).toEqual({ files: [files.state, files.json], trouble: '' });
  expect(readFileSync(files.state, 'utf8')).toContain('vipward 1, pid 1');
  expect(JSON.parse(readFileSync(files.json, 'utf8'))).toMatchObject({ generation: 1 });
  expect(statSync(files.json).mode & 0o777).toBe(0o600);
  expect(existsSync(files.statistics)).toBe(false);
  expect(dump('SIGUSR2', REPORT, files).files).toEqual([files.statistics]);
});

test('a link in its place is replaced, never followed', (context) => {
  const { dir, files } = places(context);
  const victim = join(dir, 'victim');
  writeFileSync(victim, 'mine');
  symlinkSync(victim, files.state);
  dump('SIGUSR1', REPORT, files);
  expect(readFileSync(victim, 'utf8')).toBe('mine');
  expect(statSync(files.state).isFile()).toBe(true);
});

test('what cannot be written is said, and the rest is written', (context) => {
  const { dir, files } = places(context);
  mkdirSync(join(dir, 'folder'));
  const { files: written, trouble } = dump('SIGUSR1', REPORT, { ...files, state: join(dir, 'folder') });
  expect(written).toEqual([files.json]);
  expect(trouble).toMatch(/EISDIR|ENOTEMPTY|EEXIST/);
});
