import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectNone, type Finding, matches, readText, sourceFiles } from './findings.ts';
import { LAYERS, layerOf, PACKAGES, REPLACED_PROGRAMS, within } from './layers.ts';
import { codeOnly, type Import, importsOf, withoutComments } from './source-text.ts';

const UNTAMED =
  /(?<![.\w$])(?:Date|performance|process|console|globalThis|crypto|fetch|setTimeout|setInterval|setImmediate|queueMicrotask)(?![\w$]|\s*\??:)/g;
const RANDOM = /\bMath\s*\.\s*random\b/g;
const STARTED_PROGRAM = new RegExp(
  `[([]\\s*['"\`](?:/[\\w/]*/)?(${REPLACED_PROGRAMS.join('|')})(?=['"\`]|\\s+[\\w-])`,
  'g',
);

function faultOfRelative(path: string, { from, kind }: Import): string | undefined {
  const target = posix.normalize(posix.join(posix.dirname(path), from));
  const own = path.split('/')[1] ?? '';
  if (target === 'package.json' && own === 'cli') return undefined; // the version
  if (!target.startsWith('src/')) return `${target} is outside src`;
  const to = target.split('/')[1] ?? '';
  const layer = layerOf(path);
  const rule = layer === undefined ? undefined : LAYERS[layer];
  const touched = LAYERS[layerOf(target) ?? '']?.touches;
  if (rule?.touches === 'pure' && touched === 'os') return `${layer} is pure, ${target} is not`;
  if (to === own || rule === undefined || rule.imports.includes(to)) return undefined;
  const types = rule.types ?? [];
  if (types.includes(to)) return kind === 'type' ? undefined : `${layer} may know only types of ${to}: use import type`;
  const allowed = [...rule.imports, ...types.map((name) => `${name} (types)`)].join(', ') || 'nothing';
  return `${layer} must not import ${to}; it may import ${allowed}`;
}

function faultOfPackage(path: string, { from }: Import): string | undefined {
  const below = path.replace(/^src\//, '');
  const layer = layerOf(path) ?? '';
  if (LAYERS[layer]?.touches === 'pure') return `${layer} is pure: no ${from}; take it as a parameter`;
  const name = from.startsWith('@') ? from.split('/', 2).join('/') : (from.split('/', 1)[0] ?? '');
  const places = PACKAGES[name];
  if (places === undefined)
    return name.startsWith('node:') ? undefined : `package ${name} is not in test/tidy/layers.ts`;
  return places.some((place) => within(below, place)) ? undefined : `${name} belongs to ${places.join(', ')} only`;
}

/** Everything that one source file does against the two tables. */
function layerFaults(path: string, source: string): Finding[] {
  const layer = layerOf(path);
  if (layer === undefined && path.split('/').length > 2) {
    return [{ path, line: 1, rule: `folder ${path.split('/')[1]} is not in test/tidy/layers.ts` }];
  }
  if (layer === undefined) return [{ path, line: 1, rule: 'a file directly in src belongs to no layer' }];
  const faults = importsOf(source).flatMap((found) => {
    const rule = found.from.startsWith('.') ? faultOfRelative(path, found) : faultOfPackage(path, found);
    return rule === undefined ? [] : [{ path, line: found.line, rule }];
  });
  const code = codeOnly(source);
  const untamed = (found: RegExpExecArray): string => `${layer} is pure: no ${found[0]}; take it as a parameter`;
  const impure =
    LAYERS[layer]?.touches === 'pure'
      ? [...matches(path, code, UNTAMED, untamed), ...matches(path, code, RANDOM, untamed)]
      : [];
  const programs = matches(path, withoutComments(source), STARTED_PROGRAM, (found) => {
    return `starts the program ${found[1]}: use src/linux`;
  });
  return [...faults, ...impure, ...(layer === 'config' || layer === 'lint' ? [] : programs)];
}

const rulesOf = (path: string, source: string): string[] => layerFaults(path, source).map((fault) => fault.rule);

describe('the border of each folder', () => {
  test('every import follows the table and pure folders touch nothing of the OS', () => {
    const files = sourceFiles();
    expect(files.length).toBeGreaterThan(10);
    expectNone(files.flatMap((path) => layerFaults(path, readText(path))));
  });

  test('the table names every folder it allows, and no folder may import one that may import it', () => {
    for (const [name, { imports, types = [] }] of Object.entries(LAYERS)) {
      for (const to of [...imports, ...types]) expect(Object.keys(LAYERS), `${name} names ${to}`).toContain(to);
      for (const to of imports.filter((other) => other !== name.split('/')[0])) {
        expect(LAYERS[to]?.imports, `${name} and ${to} import each other`).not.toContain(name);
      }
      if (LAYERS[name]?.touches !== 'pure') continue;
      for (const to of imports) {
        expect(LAYERS[to]?.touches, `${name} is pure, ${to} is not`).toBe('pure');
      }
    }
  });
});

describe('what the layer rules find', () => {
  test.each([
    ['src/vrrp/step.ts', "import { open } from '../linux/fd.ts';", 'vrrp is pure, src/linux/fd.ts is not'],
    [
      'src/ipc/messages.ts',
      "import type { Link } from './link.ts';",
      'ipc/messages.ts is pure, src/ipc/link.ts is not',
    ],
    [
      'src/vrrp/step.ts',
      "import { load } from '../config/load.ts';",
      'vrrp must not import config; it may import model, wire',
    ],
    ['src/vrrp/step.ts', "import { track } from '../health/track.ts';", 'use import type'],
    ['src/model/a.ts', "export * from '../wire/reader.ts';", 'it may import nothing'],
    ['src/model/a.ts', "import type {\n  A,\n  B,\n} from '../wire/reader.ts';", 'it may import nothing'],
    ['src/daemon/a.ts', "import '../cli/main.ts';", 'daemon must not import cli'],
    ['src/config/keepalived/tree.ts', "import type { X } from '../../ipc/messages.ts';", 'config must not import ipc'],
    ['src/linux/a.ts', "const x = await import('../daemon/a.ts');", 'linux must not import daemon'],
    ['src/linux/a.ts', "import { x } from '../../test/support/x.ts';", 'is outside src'],
    ['src/linux/a.ts', "import { version } from '../../package.json';", 'is outside src'],
    ['src/newcomer/a.ts', '', 'folder newcomer is not in'],
    ['src/a.ts', '', 'belongs to no layer'],
  ])('%s: %s', (path, source, rule) => {
    expect(rulesOf(path, source)).toEqual([expect.stringContaining(rule)]);
  });

  test.each([
    ['src/health/a.ts', "import { readFileSync } from 'node:fs';", 'no node:fs'],
    ['src/ipc/messages.ts', "import pino from 'pino';", 'no pino'],
    ['src/dataplane/a.ts', "import koffi from 'koffi';", 'koffi belongs to linux only'],
    ['src/dataplane/a.ts', "import { spawn } from 'node:child_process';", 'node:child_process belongs to'],
    ['src/cli/status.ts', "import { execa } from 'execa';", 'execa belongs to'],
    ['src/cli/status.ts', "import x from '@scope/name/sub';", 'package @scope/name is not in'],
    ['src/vrrp/a.ts', 'const now = Date.now();', 'no Date'],
    ['src/vrrp/a.ts', 'const at: Date = given;', 'no Date'],
    ['src/vrrp/a.ts', 'wait(setTimeout);', 'no setTimeout'],
    ['src/vrrp/a.ts', 'const x = `${process.pid}`;', 'no process'],
    ['src/vrrp/a.ts', 'const { env } = process;', 'no process'],
    ['src/log/events.ts', 'const x = Math . random();', 'no Math . random'],
    ['src/lab/a.ts', "run('ip', ['link']);", 'starts the program ip'],
    ['src/probes/a.ts', "execa('/usr/sbin/arping', []);", 'starts the program arping'],
    ['src/probes/a.ts', "spawnSync(['ifconfig', name]);", 'starts the program ifconfig'],
    ['src/lab/a.ts', 'exec(`ip link add ${name}`);', 'starts the program ip'],
  ])('%s: %s', (path, source, rule) => {
    expect(rulesOf(path, source)).toEqual([expect.stringContaining(rule)]);
  });

  test.each([
    [
      'src/vrrp/a.ts',
      "import type { Tracking } from '../health/tracking.ts';\nimport { ok } from '../model/result.ts';",
    ],
    ['src/linux/a.ts', "import koffi from 'koffi';\nimport { readFileSync } from 'node:fs';\nDate.now();"],
    ['src/cli/demo.ts', "import { execa } from 'execa';"],
    ['src/cli/main.ts', "import { version } from '../../package.json';"],
    [
      'src/health/a.ts',
      "// Date.now() is refused\nconst text = 'process.env';\nconst x = { process: 1, console: a.console };",
    ],
    [
      'src/health/a.ts',
      '// import { x } from "../linux/a.ts"\nexport interface A { readonly process: string; at?: number }',
    ],
    ['src/cli/a.ts', "field('ipVersion'); const route = ['routes']; say('the ip is gone');"],
  ])('it is silent about %s: %s', (path, source) => {
    expect(rulesOf(path, source)).toEqual([]);
  });

  test('a finding has the line of the import, also when that spans several', () => {
    const source = "import { ok } from '../model/result.ts';\nimport {\n  a,\n} from '../linux/a.ts';\n";
    expect(layerFaults('src/wire/a.ts', source)).toEqual([expect.objectContaining({ path: 'src/wire/a.ts', line: 4 })]);
  });
});
