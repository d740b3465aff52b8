import { expect, test } from 'vitest';
import type { CommandMatch, ParameterMatch } from '../../../../src/model/probe/process.ts';
import { matchesCommand } from '../../../../src/probes/native/process/command-match.ts';

const match = (program: string, changes: Partial<CommandMatch> = {}): CommandMatch => ({
  by: 'command',
  program,
  compare: 'name',
  parameters: 'any',
  ...changes,
});
const java = ['/usr/bin/java', '-server', '-cp', 'lib', 'MycatStartup'];

test.each([
  ['java', 'name', true],
  ['nginx', 'name', false],
  ['/usr/bin/java', 'name', true],
  ['/opt/java', 'name', false],
  ['java', 'commandLine', true],
  ['mycat', 'commandLine', false],
] as const)('%s compared with the %s: %s', (program, compare, expected) => {
  expect(matchesCommand(match(program, { compare }), 'java', java)).toBe(expected);
});

test('a name is the kernel’s, a command line what the process was called with', () => {
  const renamed = ['nginx: master process /usr/sbin/nginx'];
  expect(matchesCommand(match('nginx'), 'nginx', renamed)).toBe(true);
  expect(matchesCommand(match('nginx', { compare: 'commandLine' }), 'nginx', renamed)).toBe(true);
  expect(matchesCommand(match('nginx', { compare: 'commandLine' }), 'nginx', [])).toBe(false);
});

test.each<[ParameterMatch, string[], boolean]>([
  ['exact', ['-server', '-cp', 'lib', 'MycatStartup'], true],
  ['exact', ['-server'], false],
  ['initial', ['-server', '-cp'], true],
  ['initial', ['-cp'], false],
  ['partial', ['-cp', 'lib'], true],
  ['partial', ['MycatStartup'], true],
  ['partial', ['-cp', 'MycatStartup'], false],
  ['partial', [], true],
])('%s parameters %j: %s', (kind, words, expected) => {
  expect(matchesCommand(match('java', { parameters: { match: kind, words } }), 'java', java)).toBe(expected);
});
