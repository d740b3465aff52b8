import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import type { Entry } from '../../src/history/entry.ts';
import { JournalReader } from '../../src/history/reader.ts';

/** A folder that ends with the test. */
export function folderFor(context: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'vipward-history-'));
  context.onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export const failure = (n: number, reason = 'exit 1'): Entry => ({
  event: 'check.stillDown',
  check: 'nginx',
  blame: 'service',
  reason,
  time: 179e10 + n,
  n,
});

export const success = (n: number): Entry => ({
  event: 'check.verdict',
  check: 'nginx',
  before: 'down',
  health: 'up',
  blame: 'none',
  reason: 'exit 0',
  time: 179e10 + n,
  n,
});

/** All entries that a reader finds in a folder. */
export function remembered(dir: string): readonly Entry[] {
  const found = new JournalReader(dir).read({ fromMs: 0 });
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

export const filesOf = (dir: string): readonly string[] => readdirSync(dir).toSorted();
