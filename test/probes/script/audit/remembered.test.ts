import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { RememberedAudit } from '../../../../src/probes/script/audit/remembered.ts';
import { own, scriptFile } from '../workshop.ts';

function auditOf(path: string): RememberedAudit {
  if (!own.ok) throw new Error('no own user');
  return new RememberedAudit(path, own.value, 'enforce');
}

const SCRIPT = '#!/bin/sh\nexit 0\n';

test('a file that stays as it is gives the same audit, until that is too old', () => {
  const audit = auditOf(scriptFile(SCRIPT));
  const first = audit.at(0);
  expect(first.refused).toBe('fine');
  expect(audit.at(59_000)).toBe(first);
  expect(audit.at(120_000)).not.toBe(first);
});

test('RC-12 a file that was removed is refused at once, and taken again when it is back', () => {
  const path = scriptFile(SCRIPT);
  const audit = auditOf(path);
  expect(audit.at(0).refused).toBe('fine');
  rmSync(path);
  expect(audit.at(1).refused).toMatchObject({ rule: 'script-missing' });
  writeFileSync(path, SCRIPT, { mode: 0o755 });
  expect(audit.at(2).refused).toBe('fine');
});

test('RC-23 a file that others may write from now on is refused at once', () => {
  const path = scriptFile(SCRIPT);
  const audit = auditOf(path);
  expect(audit.at(0).refused).toBe('fine');
  chmodSync(path, 0o777);
  expect(audit.at(1).refused).toMatchObject({ rule: 'unsafe-path', path });
  chmodSync(path, 0o755);
  expect(audit.at(2).refused).toBe('fine');
});

test('RC-22 another file in its place is audited with all folders on the way', () => {
  const path = scriptFile(SCRIPT);
  const audit = auditOf(path);
  expect(audit.at(0).refused).toBe('fine');
  chmodSync(dirname(path), 0o777);
  const other = join(dirname(path), 'other');
  writeFileSync(other, SCRIPT, { mode: 0o755 });
  renameSync(other, path);
  expect(audit.at(1).refused).toMatchObject({ rule: 'unsafe-path', path: dirname(path) });
});

test('RC-22 a folder that others may write from now on is noticed after a minute', () => {
  const path = scriptFile(SCRIPT);
  const audit = auditOf(path);
  expect(audit.at(0).refused).toBe('fine');
  chmodSync(dirname(path), 0o777);
  expect(audit.at(60_001).refused).toMatchObject({ rule: 'unsafe-path', path: dirname(path) });
});
