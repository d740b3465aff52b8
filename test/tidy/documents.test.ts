import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectNone, type Finding, inProject, lineAt, matches, projectFiles, readText, textFiles } from './findings.ts';

const FENCED = /^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1[`~]*[ \t]*$/gm;
const INLINE_LINK = /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;
const REFERENCE_LINK = /^\[[^\]]+\]:\s*<?([^\s>]+)/gm;
const ELSEWHERE = /^(?:[a-z][a-z+.-]*:|#|\/\/)/i;
const DEVELOPER_PATH = /(?<![\w.~-])\/(?:work|root|home|Users)\/[\w.-]/g;
const REGISTRY =
  /\b(?:[\w-]+\.)*(?:registry\.[\w-]+(?:\.[\w-]+)+|(?:deb|security|archive|ftp|snapshot)\.(?:debian|ubuntu)\.(?:org|com))\b|\bregistry\s*=\s*['"]?https?:|\b(?:npm|pypi|apt|debian)[\w-]*-(?:mirror|proxy|cache|registry)(?=[.:]\w)/gi;
const LOCK_HOST = 'https://registry.npmjs.org/';

const blankBlock = (block: string): string => block.replace(/[^\n]/g, ' ');

/** GitHub's anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchorsIn = (markdown: string): string[] =>
  [...markdown.replace(FENCED, blankBlock).matchAll(/^#{1,6}\s+(.*?)\s*#*$/gm)].map((found) =>
    anchorOf(found[1] ?? ''),
  );

interface Tree {
  readonly has: (path: string) => boolean;
  readonly read: (path: string) => string;
}

/** Relative links of one document that lead nowhere, with `#anchors` into other documents and into itself. */
function deadLinks(path: string, markdown: string, tree: Tree): Finding[] {
  const text = markdown.replace(FENCED, blankBlock).replace(/`[^`\n]*`/g, blankBlock);
  const links = [...text.matchAll(INLINE_LINK), ...text.matchAll(REFERENCE_LINK)];
  return links.flatMap((found) => {
    const link = found[1] ?? '';
    const line = lineAt(text, found.index);
    const [file = '', anchor = ''] = decodeURIComponent(link).split('#', 2);
    if (ELSEWHERE.test(link) && file !== '') return [];
    const target = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), file)).replace(/\/$/, '');
    if (file !== '' && !tree.has(target)) return [{ path, line, rule: `link to ${link}: ${target} does not exist` }];
    if (anchor === '' || !target.endsWith('.md')) return [];
    const known = anchorsIn(file === '' ? markdown : tree.read(target)).includes(anchor);
    return known ? [] : [{ path, line, rule: `link to ${link}: no such heading` }];
  });
}

/** Paths and hosts that only mean something on the machine where the text was written. */
function foreignTraces(path: string, text: string): Finding[] {
  return [
    ...matches(
      path,
      text,
      DEVELOPER_PATH,
      ([found]) => `"${found}…" is a path of somebody's machine: make it relative`,
    ),
    ...matches(
      path,
      text,
      REGISTRY,
      ([found]) => `"${found}" names a package registry: leave that to the reader's set-up`,
    ),
  ];
}

/** Platform packages that a dependency names and the lock does not have: the registry lacked them when it was made. */
function missingOptional(lock: string): Finding[] {
  const { packages } = JSON.parse(lock) as {
    readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>;
  };
  const locked = Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, ''));
  const wanted = Object.values(packages).flatMap((one) => Object.keys(one.optionalDependencies ?? {}));
  return wanted
    .filter((name) => !locked.includes(name))
    .map((name) => ({
      path: 'package-lock.json',
      line: 1,
      rule: `${name} is not in the lock: take a complete version`,
    }));
}

function foreignResolved(path: string, lock: string): Finding[] {
  return matches(path, lock, /"resolved":\s*"([^"]*)"/g, ([, url = '']) => url)
    .filter(({ rule: url }) => !url.startsWith(LOCK_HOST))
    .map((found) => ({ ...found, rule: `resolved ${found.rule}: only ${LOCK_HOST} may be in the lock` }));
}

describe('documents', () => {
  test('every relative link of every document leads to a file, and every anchor to a heading', () => {
    const documents = textFiles().filter((path) => path.endsWith('.md'));
    const tree: Tree = { has: inProject, read: readText };
    expectNone(documents.flatMap((path) => deadLinks(path, readText(path), tree)));
  });

  test('no file holds a path or a registry of the machine it was written on', () => {
    const files = textFiles().filter((path) => path !== 'package-lock.json' && path !== 'test/tidy/documents.test.ts');
    expect(files).toContain('package.json');
    expectNone(files.flatMap((path) => foreignTraces(path, readText(path))));
  });

  test('every optional package that the lock file wants is in it, or npm ci refuses it', () => {
    expectNone(missingOptional(readText('package-lock.json')));
  });

  test('the lock file resolves from the public registry only', () => {
    const locks = projectFiles().filter((path) => posix.basename(path) === 'package-lock.json');
    expect(locks).toEqual(['package-lock.json']);
    expectNone(locks.flatMap((path) => foreignResolved(path, readText(path))));
  });
});

describe('what the document rules find', () => {
  const files: Readonly<Record<string, string>> = {
    'docs/a.md': '# One two\n',
    'docs/b.md': '## `run`: the daemon\n',
    src: '',
  };
  const tree: Tree = { has: (path) => path in files, read: (path) => files[path] ?? '' };
  const rulesOf = (path: string, text: string): string[] => deadLinks(path, text, tree).map((found) => found.rule);

  test('links to files and headings that are not there, inline and by reference, and not those in code', () => {
    expect(rulesOf('docs/a.md', 'x [b](c.md) y')).toEqual(['link to c.md: docs/c.md does not exist']);
    expect(rulesOf('README.md', 'x\n[b]: <docs/c.md>\n')).toEqual(['link to docs/c.md: docs/c.md does not exist']);
    expect(rulesOf('README.md', '[x](docs/b.md#runs)')).toEqual(['link to docs/b.md#runs: no such heading']);
    expect(rulesOf('docs/a.md', '# A b\n[x](#a-c)')).toEqual(['link to #a-c: no such heading']);
    expect(rulesOf('docs/a.md', '```md\n[x](c.md)\n```\n`[x](c.md)`')).toEqual([]);
  });

  test('it is silent about links that lead somewhere and about other sites', () => {
    expect(
      rulesOf('docs/a.md', '[b](b.md "title") [c](b.md#run-the-daemon) [s](../src/) [t](#one-two)\n# One two'),
    ).toEqual([]);
    expect(rulesOf('docs/a.md', '[x](https://example.org/c.md) [m](mailto:a@example.org)')).toEqual([]);
  });

  test('the line of a dead link is counted over code blocks', () => {
    expect(deadLinks('a.md', '```\na\n```\n[x](c.md)', tree)).toEqual([expect.objectContaining({ line: 4 })]);
  });

  test.each([
    'see /work/main/src',
    "const x = '/root/x';",
    'cd /home/me/vipward',
    '(/Users/me/x)',
    'curl https://registry.npmjs.org/x',
    'deb http://deb.debian.org/debian bookworm main',
    'registry=http://10.0.0.1/',
    'http://npm-mirror.example/',
  ])('%s', (text) => expect(foreignTraces('a.md', text)).toHaveLength(1));

  test.each([
    '/tmp/work/x',
    '~/work/x',
    'HOME=/root',
    'the registry of probes',
    'const registry = new Map();',
    'apt-cache search x',
    'node/home/x',
    '/var/lib/rooted/x',
  ])('it is silent about %s', (text) => expect(foreignTraces('a.md', text)).toEqual([]));

  test('an optional package that is missing from the lock', () => {
    const lock = { packages: { '': {}, 'node_modules/a': { optionalDependencies: { 'a-x64': '1', 'a-arm': '1' } } } };
    const packages = { ...lock.packages, 'node_modules/a-x64': {} };
    expect(missingOptional(JSON.stringify({ packages })).map(({ rule }) => rule)).toEqual([
      'a-arm is not in the lock: take a complete version',
    ]);
  });

  test('a lock entry from another host', () => {
    const lock = `"resolved": "https://registry.npmjs.org/a/-/a-1.tgz",\n"resolved": "http://10.0.0.1/b-1.tgz"`;
    expect(foreignResolved('package-lock.json', lock)).toEqual([expect.objectContaining({ line: 2 })]);
  });
});
