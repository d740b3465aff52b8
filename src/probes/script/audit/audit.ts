import { readFileSync } from 'node:fs';
import type { Diagnosis } from '../../../health/outcome.ts';
import type { Model } from '../../../model/model.ts';
import { mayAccess, modeInWords } from './access.ts';
import type { Credentials } from '../credentials.ts';
import { FIXED_PATH } from '../environment.ts';
import { resolveProgram } from '../program.ts';
import { readProgramKind, type ProgramKind } from './file-head.ts';
import { type Component, type WalkFault, walkPath } from './path-walk.ts';
import { unsafeComponents } from './unsafe-path.ts';

/** What an audit found. `refused`: the program must not be started. Warnings do not stop it. */
export interface Audit {
  readonly refused: Diagnosis | 'fine';
  readonly warnings: readonly Diagnosis[];
}

/**
 * Looks at a program as the user who is to run it: does it exist, may it be executed, is there an interpreter, can
 * anybody else change it. Done before every run (about 0.1 ms), so a file that was changed, removed or made writable is
 * caught at the next slot; the errno of a failed start alone would not tell these causes apart. Source: checks.md 1.3.
 */
export function auditProgram(path: string, who: Credentials, security: Model['scriptSecurity']): Audit {
  if (!path.includes('/') && resolveProgram(path) === path) return refuse(notInPath(path));
  if (!path.startsWith('/') || path.split('/').includes('..')) return refuse(notAbsolute(path));
  const walked = walkPath(path);
  if (!walked.ok) return refuse(fromWalk(path, walked.error));
  const file = walked.value.at(-1);
  if (file === undefined) return refuse(notAFile(path));
  const blocked = walked.value.slice(0, -1).find(({ stats }) => !mayAccess(stats, who, 'execute'));
  if (blocked !== undefined) return refuse(notSearchable(blocked.path, who));
  const refused = auditFile(path, file, who);
  if (refused !== 'fine') return refuse(refused);
  const unsafe = unsafeComponents(walked.value, who, trustedOwners());
  const deadly = unsafe.find(({ by }) => who.uid === 0 && (by === 'others' || security === 'enforce'));
  return { refused: deadly?.diagnosis ?? 'fine', warnings: unsafe.map(({ diagnosis }) => diagnosis) };
}

const refuse = (refused: Diagnosis): Audit => ({ refused, warnings: [] });

function auditFile(path: string, { stats, path: realPath }: Component, who: Credentials): Diagnosis | 'fine' {
  if (stats.isDirectory()) {
    return { rule: 'is-a-directory', path, detail: `${path} is a directory`, fix: 'name the program inside it' };
  }
  if (!stats.isFile()) return notAFile(path);
  if (!mayAccess(stats, who, 'execute')) {
    const detail = `${path} has mode ${modeInWords(stats)} and is not executable for ${who.user}`;
    return { rule: 'not-executable', path, detail, fix: `chmod 755 ${path}` };
  }
  const kind = readProgramKind(realPath);
  // Only the start can tell about a program that the daemon itself may not read.
  if (!kind.ok) return 'fine';
  if (kind.value.type === 'script' && !mayAccess(stats, who, 'read')) {
    const detail = `${path} has mode ${modeInWords(stats)}: its interpreter cannot read it as ${who.user}`;
    return { rule: 'not-readable', path, detail, fix: `chmod 755 ${path}` };
  }
  return auditKind(path, kind.value, who);
}

function auditKind(path: string, kind: ProgramKind, who: Credentials): Diagnosis | 'fine' {
  if (kind.type === 'elf') return 'fine';
  if (kind.type === 'unknown') {
    const found = { empty: 'is empty', 'byte-order mark': 'starts with a byte-order mark', text: 'has no #! line' };
    const fix =
      kind.looksLike === 'byte-order mark' ? `sed -i '1s/^\\xef\\xbb\\xbf//' ${path}` : `sed -i '1i #!/bin/sh' ${path}`;
    return {
      rule: 'no-interpreter',
      path,
      detail: `${path} ${found[kind.looksLike]}: nothing says how to run it`,
      fix: kind.looksLike === 'empty' ? 'write the check into it' : fix,
    };
  }
  if (kind.lineEnd === 'crlf') {
    const detail = `the #! line of ${path} ends in a carriage return (a file saved on Windows)`;
    return { rule: 'crlf-shebang', path, detail, fix: `sed -i 's/\\r$//' ${path}` };
  }
  return auditInterpreter(path, kind.interpreter, who);
}

function auditInterpreter(path: string, interpreter: string, who: Credentials): Diagnosis | 'fine' {
  const shown = interpreter === '' ? 'nothing' : interpreter;
  const fix = `correct the first line of ${path}, or install ${shown}`;
  const broken = (found: string): Diagnosis => ({
    rule: 'interpreter-missing',
    path,
    detail: `the #! line of ${path} names ${shown}, which ${found}`,
    fix,
  });
  if (!interpreter.startsWith('/')) return broken('is not an absolute path');
  const walked = walkPath(interpreter);
  if (!walked.ok)
    return broken(walked.error.errno === 'ENOENT' ? 'does not exist' : `cannot be reached (${walked.error.errno})`);
  const file = walked.value.at(-1);
  const usable = file !== undefined && file.stats.isFile() && mayAccess(file.stats, who, 'execute');
  return usable ? 'fine' : broken(`cannot be executed by ${who.user}`);
}

const notInPath = (name: string): Diagnosis => ({
  rule: 'script-missing',
  path: name,
  detail: `${name} is in none of the folders that programs are searched in: ${FIXED_PATH}`,
  fix: 'install it, or write its full path',
});

const notAbsolute = (path: string): Diagnosis => ({
  rule: 'not-absolute',
  path,
  detail: `${path} is not an absolute path without '..'`,
  fix: 'write the full path of the program, starting with /',
});

const notAFile = (path: string): Diagnosis => ({
  rule: 'not-a-file',
  path,
  detail: `${path} is not a regular file`,
  fix: 'name a program or script',
});

const notSearchable = (path: string, { user }: Credentials): Diagnosis => ({
  rule: 'path-not-searchable',
  path,
  detail: `${user} may not search the directory ${path}`,
  fix: `chmod a+x ${path}, or run the script as another user`,
});

function fromWalk(path: string, { errno, path: at }: WalkFault): Diagnosis {
  if (errno === 'ENOENT') {
    const detail = at === path ? `${path} does not exist` : `${path} does not exist (${at} is missing)`;
    return { rule: 'script-missing', path, detail, fix: 'put the script there, or correct the path' };
  }
  if (errno === 'EACCES') {
    const detail = `the daemon may not look at ${at}`;
    return { rule: 'path-not-searchable', path: at, detail, fix: 'run the daemon as root, or move the script' };
  }
  const causes: Readonly<Record<string, string>> = {
    ENOTDIR: `${at} is not a directory`,
    ELOOP: `${at} is a loop of symbolic links`,
    ENAMETOOLONG: 'a name in it is longer than the file system allows',
  };
  return {
    rule: 'bad-path',
    path,
    detail: `${path} cannot be reached: ${causes[errno] ?? errno}`,
    fix: 'correct the path',
  };
}

/** Root; inside a user namespace also the owner that stands for everyone outside, who cannot be told apart there. */
export function trustedOwners(): ReadonlySet<number> {
  const OVERFLOW_UID = 65534;
  try {
    const maps = readFileSync('/proc/self/uid_map', 'utf8').trim();
    return /^0\s+0\s+4294967295$/.test(maps) ? new Set([0]) : new Set([0, OVERFLOW_UID]);
  } catch {
    return new Set([0]);
  }
}
