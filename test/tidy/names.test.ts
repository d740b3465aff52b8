import { describe, expect, test } from 'vitest';
import { expectNone, type Finding, matches, projectFiles, readText, sourceFiles } from './findings.ts';
import { TERMS } from './glossary.ts';
import { codeOnly } from './source-text.ts';

const DRAWER =
  /(?:^|\/)(utils?|helpers?|common|misc|shared|lib|base|managers?|types|constants)(?=\.\w+$|\.test\.\w+$|\/)/;
const CODE_PLACE = /^(?:src|test|bench|checks|examples|bin)\//;
const KEBAB_CASE = /^[a-z\d]+(?:-[a-z\d]+)*(?:\.test|\.config)?\.ts$/;
const EXPORTED =
  /^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:const|let|function\s*\*?|class|interface|type)\s+(\w+)/gm;

function pathFaults(path: string): Finding[] {
  if (!CODE_PLACE.test(path)) return [];
  const drawer = DRAWER.exec(path)?.[1];
  const file = path.split('/').at(-1) ?? '';
  return [
    ...(drawer === undefined ? [] : [`"${drawer}" is a drawer: name the file or folder for its subject`]),
    ...(file.endsWith('.ts') && !KEBAB_CASE.test(file) ? ['file names are small letters joined by dashes'] : []),
  ].map((rule) => ({ path, line: 1, rule }));
}

function refusedWords(path: string, source: string): Finding[] {
  const folder = path.split('/')[1] ?? '';
  const terms = TERMS.filter((term) => term.folders === undefined || term.folders.includes(folder));
  return terms.flatMap(({ word, refused }) =>
    refused.flatMap((bad) =>
      matches(path, codeOnly(source), EXPORTED, ([, name = '']) => {
        return name.toLowerCase().includes(bad.toLowerCase()) ? `${name}: say "${word}" instead of "${bad}"` : '';
      }).filter(({ rule }) => rule !== ''),
    ),
  );
}

describe('names', () => {
  test('no path is a drawer and every file name is in one form', () => {
    const files = projectFiles();
    expect(files).toContain('test/tidy/names.test.ts');
    expectNone(files.flatMap(pathFaults));
  });

  test("exported names use the field's word and none of its synonyms", () => {
    expectNone(sourceFiles().flatMap((path) => refusedWords(path, readText(path))));
  });
});

describe('what the name rules find', () => {
  test.each([
    ['src/utils/time.ts', 'utils'],
    ['src/vrrp/helpers.ts', 'helpers'],
    ['test/support/common.ts', 'common'],
    ['src/model/types.ts', 'types'],
    ['src/linux/base/fd.ts', 'base'],
    ['test/vrrp/util.test.ts', 'util'],
  ])('%s', (path, drawer) => {
    expect(pathFaults(path)).toEqual([expect.objectContaining({ path, rule: expect.stringContaining(`"${drawer}"`) })]);
  });

  test.each(['src/model/raw_socket.ts', 'src/model/rawSocket.ts', 'test/wire/Reader.test.ts'])('%s', (path) => {
    expect(pathFaults(path)).toEqual([expect.objectContaining({ rule: expect.stringContaining('joined by dashes') })]);
  });

  test.each(['src/model/duration.ts', 'src/linux/libc.ts', 'test/vitest.config.ts', 'docs/common.md', 'checks/mycat'])(
    'it is silent about %s',
    (path) => expect(pathFaults(path)).toEqual([]),
  );

  test.each([
    ['src/daemon/a.ts', 'export class LeaderElection {}', 'LeaderElection: say "master"'],
    ['src/model/a.ts', 'export interface FloatingIp {}', 'say "vip"'],
    ['src/vrrp/a.ts', 'export const helloInterval = 1;', 'say "advert"'],
    ['src/vrrp/a.ts', 'x;\nexport async function jitterOf() {}', 'say "skewTime"'],
    ['src/cli/a.ts', 'export type StandbyNode = 1;', 'say "backup"'],
  ])('%s: %s', (path, source, rule) => {
    expect(refusedWords(path, source)).toEqual([expect.objectContaining({ rule: expect.stringContaining(rule) })]);
  });

  test('it is silent about words that mean something else there, and about names that are not exported', () => {
    expect(refusedWords('src/ipc/a.ts', 'export const helloMessage = 1;')).toEqual([]);
    expect(refusedWords('src/health/a.ts', 'export const jitterPercent = 1;')).toEqual([]);
    expect(
      refusedWords('src/vrrp/a.ts', "const leader = 1; // export const leader\nexport const x = 'leader';"),
    ).toEqual([]);
  });
});
