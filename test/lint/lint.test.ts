import { readdirSync, readFileSync } from 'node:fs';
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/lint/catalogue.ts';
import { lintScript } from '../../src/lint/lint.ts';
import type { ScriptInput } from '../../src/lint/input.ts';
import { cpuMsOf } from '../support/cpu-time.ts';
import { allSamples, inputOf } from './samples.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const SILENT = `${ROOT}test/data/lint-silent`;
const SAMPLES = allSamples();
const bad = SAMPLES.filter(({ kind }) => kind === 'bad');
const good = SAMPLES.filter(({ kind }) => kind === 'good');

const codesOf = (input: ScriptInput): string[] => lintScript(input).map(({ code }) => code);

/** The script with a comment of its own above the line of a finding. */
function withComment(input: ScriptInput, rule: string, comment: string): ScriptInput {
  const found = lintScript(input).find(({ code }) => code === rule);
  const lineStart = input.text.lastIndexOf('\n', (found?.span.start ?? 0) - 1) + 1;
  return { ...input, text: `${input.text.slice(0, lineStart)}${comment}\n${input.text.slice(lineStart)}` };
}

describe('the rules', () => {
  test('every rule has a bad and a good sample, and every sample a rule', () => {
    const known = Object.keys(RULES).toSorted();
    expect([...new Set(bad.map(({ rule }) => rule))].toSorted()).toEqual(known);
    expect([...new Set(good.map(({ rule }) => rule))].toSorted()).toEqual(known);
  });

  test.each(bad)('$name draws its rule', ({ rule, input }) => {
    expect(codesOf(input)).toContain(rule);
  });

  test.each(good)('$name does not draw its rule', ({ rule, input }) => {
    expect(codesOf(input)).not.toContain(rule);
  });

  // A rule about the first bytes has no line that a comment could stand above.
  test.each(bad.filter(({ rule }) => rule !== 'LINT-11'))('$name is silent with a reason only', ({ rule, input }) => {
    const once = (comment: string): number => {
      const commented = withComment(input, rule, comment);
      return lintScript(commented).filter(({ code }) => code === rule).length;
    };
    const before = lintScript(input).filter(({ code }) => code === rule).length;
    expect(once(`# vipward: ignore ${rule} known, see the hand-over notes`)).toBeLessThan(before);
    expect(once(`# vipward: ignore ${rule}`)).toBe(before);
  });

  test('a notify script may do what a check may not', () => {
    const text = '#!/bin/sh\nsystemctl restart nginx\ndate >>/var/log/moves\nexit 1\n';
    expect(codesOf(inputOf(text))).toEqual(['LINT-08', 'LINT-28']);
    expect(codesOf(inputOf(text, { purpose: 'notify' }))).toEqual([]);
  });
});

const story = (body: string): ScriptInput =>
  inputOf(`#!/bin/bash\n${body}`, { argv: ['/etc/keepalived/check_mycat.sh'], check: { timeoutMs: 2000, fall: 2 } });

describe('three stories of mycat', () => {
  test('the first counts itself', () => {
    const input = story(
      'n=`ps -ef | grep mycat | grep -v grep | wc -l`\nif [ $n -eq 0 ]; then\n  exit 1\nfi\nexit 0\n',
    );
    const [found, ...more] = lintScript(input);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ code: 'LINT-01', severity: 'error' });
    expect(found?.message).toContain('/etc/keepalived/check_mycat.sh');
  });

  test('the second calls mycat without a path, and is told where it is', () => {
    const input = story('if mycat status | grep -q "is running"; then\n  exit 0\nfi\nexit 1\n');
    const [found, ...more] = lintScript(input);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ code: 'LINT-03', severity: 'error', help: 'write /usr/local/mycat/bin/mycat' });
  });

  test('the third is right, and nothing is said', () => {
    const body =
      'if /usr/local/mycat/bin/mycat status | grep -q "is running"; then\n  exit 0\nfi\necho "mycat is not running"\nexit 1\n';
    expect(lintScript(story(body))).toEqual([]);
  });
});

describe('silence', () => {
  test.each(readdirSync(`${ROOT}checks`))('checks/%s has no findings', (name) => {
    const input = inputOf(readFileSync(`${ROOT}checks/${name}`, 'utf8'), {
      argv: [`/etc/vipward/checks/${name}`],
      check: { timeoutMs: 2000, fall: 1 },
      vips: new Set(['192.0.2.100']),
    });
    expect(lintScript(input)).toEqual([]);
  });

  test.each(readdirSync(SILENT))('%s, which is right, has no findings', (name) => {
    const input = inputOf(readFileSync(`${SILENT}/${name}`, 'utf8'), {
      check: { timeoutMs: 3000, fall: 1 },
      vips: new Set(['192.0.2.100']),
    });
    expect(lintScript(input)).toEqual([]);
  });

  test.each(good)('$name draws no error of another rule but a missing limit', ({ input }) => {
    expect(lintScript(input).filter(({ severity, code }) => severity === 'error' && code !== 'LINT-19')).toEqual([]);
  });

  test('a text that ends in the middle is judged up to there, without a verdict on its end', () => {
    expect(codesOf(inputOf('#!/bin/sh\nkillall keepalived\nif true; then\n  echo "open'))).toEqual(['LINT-09']);
  });

  test('other languages are judged by bytes and first line only', () => {
    expect(codesOf(inputOf('#!/usr/bin/python3\nkillall keepalived\r\n'))).toEqual([]);
    expect(codesOf(inputOf('#!/usr/bin/perl\r\nexit 0;\n'))).toEqual(['LINT-10']);
  });
});

describe('any text', () => {
  const token = constantFrom(
    'if ',
    'then',
    ' fi',
    'case x in ',
    ' esac',
    '$(',
    ')',
    '`',
    '"',
    "'",
    '<<E\n',
    '\nE\n',
    ';',
    '|',
    '&&',
    '\n',
    'ps -ef',
    ' | grep mycat',
    ' exit 0',
    'x=',
    '$x',
    '${x',
    '}',
    '[ ',
    ' ]',
    '[[',
    '((',
    '\\',
    '#',
    ' curl ',
    '&',
  );
  const text = oneof(
    string(),
    array(token, { maxLength: 60 }).map((tokens) => `#!/bin/sh\n${tokens.join('')}`),
  );

  test('the lint never throws, and every finding lies in the text', () => {
    assert(
      property(text, (script) => {
        for (const { span, message, help } of lintScript(inputOf(script, { check: { timeoutMs: 10, fall: 1 } }))) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(script.length);
          expect(message).not.toBe('');
          expect(help).not.toBe('');
        }
      }),
      { numRuns: 1500 },
    );
  });

  test.each([
    ['one word', 'a'],
    ['many commands', '[ $x = 1 ] && curl http://h/ | head\n'],
    ['open substitutions', '$('],
    ['empty lines', '\n'],
    ['restarts', 'sudo systemctl restart a; sleep 1\n'],
    ['tests of one name', 'x=$y; [ $x = 1 ]\n'],
    ['here-documents', 'cat <<A <<B\n'],
    ['variables in quotes', '"$a$b"'],
    ['assignments of one name', 'x=$x\n'],
    ['open quotes', '\'\n"'],
    ['CR LF', 'exit\r\n'],
    ['comments', '# vipward: ignore LINT-01 x\n'],
  ])('a megabyte of %s takes bounded time', (_name, piece) => {
    const input = inputOf(`#!/bin/sh\n${piece.repeat(Math.ceil(1_000_000 / piece.length))}`);
    expect(cpuMsOf(() => lintScript(input))).toBeLessThan(20_000);
  });
});
