import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveCredentials } from '../../../../src/probes/script/credentials.ts';
import { begin, complete, nobody, scriptFile, tempDir } from '../workshop.ts';

const EXIT_0 = '#!/bin/sh\nexit 0\n';

describe('programs that cannot be started', () => {
  test('RC-11 a missing script', async () => {
    const { record, verdict } = await complete(['/nowhere/check.sh']);
    expect(record.outcome).toMatchObject({ diagnosis: { rule: 'script-missing' } });
    expect(verdict).toMatchObject({
      sample: 'failure',
      level: 'bad',
      blame: 'checker',
      reason:
        'could not start: /nowhere/check.sh does not exist (/nowhere is missing) ' +
        '(fix: put the script there, or correct the path)',
    });
  });

  test('RC-12 a script deleted while it runs ends in peace; the next run finds it missing', async () => {
    const path = scriptFile('#!/bin/sh\nrm "$0"\nexit 0\n');
    expect((await complete([path])).record.outcome).toEqual({ type: 'exited', code: 0 });
    expect((await complete([path])).record.outcome).toMatchObject({ diagnosis: { rule: 'script-missing' } });
  });

  test('RC-13 a script without x bit', async () => {
    const path = scriptFile(EXIT_0, 0o644);
    const { record } = await complete([path]);
    expect(record.outcome).toMatchObject({ diagnosis: { rule: 'not-executable', fix: `chmod 755 ${path}` } });
    expect(JSON.stringify(record.outcome)).toContain('0644');
  });

  test('RC-14 a directory', async () => {
    const { record } = await complete([tempDir()]);
    expect(record.outcome).toMatchObject({ diagnosis: { rule: 'is-a-directory' } });
  });

  test('RC-15 a missing interpreter is named', async () => {
    const { record } = await complete([scriptFile('#!/opt/none/python\nexit 0\n')]);
    expect(record.outcome).toMatchObject({ diagnosis: { rule: 'interpreter-missing' } });
    expect(JSON.stringify(record.outcome)).toContain('/opt/none/python, which does not exist');
  });

  test('RC-16 a carriage return after the interpreter', async () => {
    const path = scriptFile('#!/bin/sh\r\nexit 0\r\n');
    const { record } = await complete([path]);
    expect(record.outcome).toMatchObject({
      diagnosis: { rule: 'crlf-shebang', fix: `sed -i 's/\\r$//' ${path}` },
    });
  });

  test.each([
    ['RC-17 a file without #! is not run by sh', 'exit 0\n', 'has no #! line'],
    ['RC-18 an empty file is not healthy', '', 'is empty'],
    ['RC-19 a byte-order mark before #!', '\ufeff#!/bin/sh\nexit 0\n', 'starts with a byte-order mark'],
  ])('%s', async (_name, text, detail) => {
    const { record } = await complete([scriptFile(text)]);
    expect(record.outcome).toMatchObject({ type: 'refused', diagnosis: { rule: 'no-interpreter' } });
    expect(JSON.stringify(record.outcome)).toContain(detail);
  });

  test('RC-20 a path through a file, a loop of links and an endless name are bad paths', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'file'), EXIT_0);
    symlinkSync('loop', join(dir, 'loop'));
    for (const path of [join(dir, 'file', 'check'), join(dir, 'loop'), join(dir, 'x'.repeat(300))]) {
      const { record } = await complete([path]);
      expect(record.outcome).toMatchObject({ type: 'refused', diagnosis: { rule: 'bad-path' } });
    }
  });

  test('RC-21 a program that is being written is tried once more', async () => {
    const path = join(tempDir(), 'true');
    copyFileSync('/bin/true', path);
    const fd = openSync(path, 'r+');
    const run = await begin([path]);
    setTimeout(() => closeSync(fd), 30);
    expect((await run.settled).outcome).toEqual({ type: 'exited', code: 0 });
  });

  test('RC-21 a program that stays open for writing is busy', async () => {
    const path = join(tempDir(), 'true');
    copyFileSync('/bin/true', path);
    const fd = openSync(path, 'r+');
    const { record } = await complete([path]);
    closeSync(fd);
    expect(record.outcome).toMatchObject({ type: 'spawnFailed', errno: 'ETXTBSY', diagnosis: { rule: 'busy' } });
  });

  test('a program built for another C library names its loader', async () => {
    const path = join(tempDir(), 'foreign');
    const program = readFileSync('/bin/true');
    const loader = program.indexOf('/ld-linux');
    program.write('/no-linux', loader, 'latin1');
    writeFileSync(path, program, { mode: 0o755 });
    const { record } = await complete([path]);
    expect(record.outcome).toMatchObject({
      type: 'spawnFailed',
      errno: 'ENOENT',
      diagnosis: { rule: 'interpreter-missing' },
    });
    expect(JSON.stringify(record.outcome)).toContain('loader');
  });
});

describe('who may change a script', () => {
  test('RC-22 a world-writable script is never run by root', async () => {
    const path = scriptFile(EXIT_0, 0o777);
    const { record } = await complete([path]);
    expect(record.outcome).toMatchObject({
      type: 'refused',
      diagnosis: { rule: 'unsafe-path', path, fix: `chmod o-w ${path}` },
    });
  });

  test('RC-22 a directory above that a group can write is refused by script security, and a warning without it', async () => {
    const dir = join(tempDir(), 'dir');
    mkdirSync(dir);
    chmodSync(dir, 0o775);
    chownSync(dir, 0, 65534);
    const path = join(dir, 'check.sh');
    writeFileSync(path, EXIT_0);
    chmodSync(path, 0o755);
    const enforced = await complete([path], { security: 'enforce' });
    expect(enforced.record.outcome).toMatchObject({ type: 'refused', diagnosis: { rule: 'unsafe-path', path: dir } });
    const run = await begin([path], { security: 'warn' });
    expect((await run.settled).outcome).toEqual({ type: 'exited', code: 0 });
    expect(run.warnings).toMatchObject([{ rule: 'unsafe-path', path: dir }]);
  });

  test('RC-22 the way through a link counts too', async () => {
    const open = join(tempDir(), 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    writeFileSync(join(open, 'real.sh'), EXIT_0, { mode: 0o755 });
    const link = join(tempDir(), 'check.sh');
    symlinkSync(join(open, 'real.sh'), link);
    const { record } = await complete([link]);
    expect(record.outcome).toMatchObject({ diagnosis: { rule: 'unsafe-path', path: open } });
  });

  test('RC-23 a script that becomes world-writable is refused at its next run', async () => {
    const path = scriptFile(EXIT_0);
    expect((await complete([path])).verdict.sample).toBe('success');
    chmodSync(path, 0o777);
    expect((await complete([path])).record.outcome).toMatchObject({ diagnosis: { rule: 'unsafe-path' } });
  });

  test('a script owned by somebody else than root draws a warning, and is refused by script security', async () => {
    const path = scriptFile(EXIT_0);
    chownSync(path, 65534, 0);
    const run = await begin([path]);
    expect((await run.settled).outcome).toEqual({ type: 'exited', code: 0 });
    expect(run.warnings).toMatchObject([{ rule: 'unsafe-path', fix: `chown root ${path}` }]);
    expect((await complete([path], { security: 'enforce' })).record.outcome.type).toBe('refused');
  });

  test('a script run as an ordinary user may belong to that user', async () => {
    const path = scriptFile(EXIT_0);
    chownSync(path, 65534, 65534);
    const run = await begin([path], { security: 'enforce', credentials: nobody });
    expect((await run.settled).outcome).toEqual({ type: 'exited', code: 0 });
    expect(run.warnings).toEqual([]);
  });
});

describe('users', () => {
  test('RC-25 a user that does not exist is a failure of the check with its name', async () => {
    const credentials = await resolveCredentials({ user: 'no-such-user-here' });
    const { record, verdict } = await complete(['/bin/true'], { credentials });
    expect(record.outcome).toMatchObject({ type: 'refused', diagnosis: { rule: 'no-such-user' } });
    expect(verdict.reason).toContain('the user no-such-user-here does not exist');
    expect(verdict.blame).toBe('checker');
  });

  test('RC-25 a group that does not exist is named', async () => {
    const credentials = await resolveCredentials({ user: 'nobody', group: 'no-such-group-here' });
    const { verdict } = await complete(['/bin/true'], { credentials });
    expect(verdict.reason).toContain('the group no-such-group-here does not exist');
  });

  test('RC-26 a script of another user has that user and its groups only', async () => {
    const { record } = await complete(['/usr/bin/id'], { credentials: nobody });
    expect(record.stdout.head).toMatch(/^uid=65534\(nobody\) gid=65534\(nogroup\) groups=65534\(nogroup\)\n$/);
  });

  test('RC-27 supplementary groups of the user are kept', async () => {
    if (!nobody.ok) throw new Error('this host has no user nobody');
    const credentials = { ok: true, value: { ...nobody.value, groups: [65534, 4242] } } as const;
    const { record } = await complete(['/usr/bin/id', '-G'], { credentials });
    expect(record.stdout.head).toBe('65534 4242\n');
  });

  test('RC-28 a script that its user cannot read is refused', async () => {
    const { record } = await complete([scriptFile(EXIT_0, 0o711)], { credentials: nobody });
    expect(record.outcome).toMatchObject({ type: 'refused', diagnosis: { rule: 'not-readable' } });
  });

  test('a directory that the user may not search is named', async () => {
    const path = scriptFile(EXIT_0);
    const dir = join(path, '..');
    chmodSync(dir, 0o700);
    const { record } = await complete([path], { credentials: nobody });
    expect(record.outcome).toMatchObject({ type: 'refused', diagnosis: { rule: 'path-not-searchable', path: dir } });
  });

  test('the exit code of a script of another user is its own', async () => {
    const { record } = await complete(['/bin/sh', '-c', 'echo down >&2; exit 7'], { credentials: nobody });
    expect(record.outcome).toEqual({ type: 'exited', code: 7 });
    expect(record.summary).toBe('down');
  });
});
