import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;
const BINARY = /\.(?:png|ico|gz|tgz|pcap)$/;

/** One place that breaks a rule. `rule` says what is wrong and what to do instead. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
}

/** Every file that git has or would add, relative to the root, in order. */
export function projectFiles(): readonly string[] {
  const listed = execFileSync(
    'git',
    ['-c', `safe.directory=${ROOT.slice(0, -1)}`, 'ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    { cwd: ROOT, encoding: 'utf8' },
  );
  return [...new Set(listed.split('\0'))].filter((path) => path !== '' && existsSync(ROOT + path)).toSorted();
}

/** Text files only. */
export const textFiles = (): readonly string[] => projectFiles().filter((path) => !BINARY.test(path));

/** The TypeScript files below `src`. */
export const sourceFiles = (): readonly string[] => projectFiles().filter((path) => /^src\/.*\.ts$/.test(path));

export const inProject = (path: string): boolean => existsSync(ROOT + path);

export const readText = (path: string): string => readFileSync(ROOT + path, 'utf8');

/** 1-based line of an offset. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** One finding for each match of a global expression. */
export function matches(
  path: string,
  text: string,
  pattern: RegExp,
  rule: (found: RegExpExecArray) => string,
): Finding[] {
  return [...text.matchAll(pattern)].map((found) => ({ path, line: lineAt(text, found.index), rule: rule(found) }));
}

/** Fails with every finding on its own line, so that one run shows all there is to do. */
export function expectNone(findings: readonly Finding[]): void {
  const shown = findings.map(({ path, line, rule }) => `${path}:${line}: ${rule}`);
  expect(shown.length, `\n${shown.join('\n')}\n`).toBe(0);
}
