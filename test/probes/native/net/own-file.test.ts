import { chmodSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OwnFile } from '../../../../src/probes/native/net/own-file.ts';
import { fileWith, folder } from '../asking.ts';

test('a secret is the first line, read again when the file has changed', () => {
  const path = fileWith('first\r\nnot this');
  const file = new OwnFile(path);
  expect(file.readSecret()).toEqual({ ok: true, value: 'first' });
  writeFileSync(path, 'other secret\n');
  expect(file.readSecret()).toEqual({ ok: true, value: 'other secret' });
});

test('who else can read it is known, as often as it changes', () => {
  const path = fileWith('x');
  const file = new OwnFile(path);
  expect(file.state).toBe('private');
  chmodSync(path, 0o644);
  expect(file.state).toBe('exposed');
  expect(file.exposure).toMatchObject({ rule: 'unsafe-path', detail: expect.stringContaining('(mode 0644)') });
  chmodSync(path, 0o640);
  expect(file.state).toBe('private');
});

test('a file that is missing, a directory, or too big, is a sentence', () => {
  expect(new OwnFile('/nowhere/x').state).toEqual({ fault: '/nowhere/x cannot be read (ENOENT)' });
  expect(new OwnFile(folder()).read()).toMatchObject({ ok: false, error: expect.stringContaining('(EISDIR)') });
  expect(new OwnFile(fileWith('x'.repeat(1_048_577))).read()).toMatchObject({ ok: false });
  expect(new OwnFile(fileWith('\nx')).readSecret()).toMatchObject({ ok: false });
});
