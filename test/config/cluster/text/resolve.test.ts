import { describe, expect, test } from 'vitest';
import { GOOD_YAML, loadYaml, marksOf } from '../loading.ts';

const errorsOf = (text: string): readonly string[] =>
  marksOf({
    ...loadYaml(text),
    diagnostics: loadYaml(text).diagnostics.filter(({ severity }) => severity === 'error'),
  });

const password = (text: string): string | undefined => {
  const authentication = loadYaml(GOOD_YAML.replace('auth_pass: w3bpair', () => `auth_pass: ${text}`)).model
    ?.instances[0]?.authentication;
  return authentication?.type === 'pass' ? authentication.password : undefined;
};

describe('scalars are text as written', () => {
  test.each([
    ['0123', '0123'],
    ['3:20', '3:20'],
    ['1e3', '1e3'],
    ['0x1F', '0x1F'],
    ['yes', 'yes'],
    ['no', 'no'],
    ['1_000', '1_000'],
    ['.5', '.5'],
    ['"a#b"', 'a#b'],
    ["'a''b'", "a'b"],
    ['"\\x41b"', 'Ab'],
    ['ab#cd', 'ab#cd'],
  ])('auth_pass: %s', (written, kept) => expect(password(written)).toBe(kept));

  test('a block of text is one value, without the line end after it', () => {
    const text = GOOD_YAML.replace(
      'script: /usr/local/bin/check',
      () => 'script: >\n      /usr/local/bin/check\n      -v\n',
    );
    expect(loadYaml(text).model?.checks[0]?.probe).toMatchObject({ argv: ['/usr/local/bin/check', '-v'] });
  });
});

describe('anchors and merge keys', () => {
  const CHECKS = `vrrp_script:
  a: &usual
    script: [/x]
    interval: 7
    fall: 3
  b:
    <<: *usual
    fall: 5
  c: *usual
`;
  const track = (names: string): string =>
    GOOD_YAML.replace(/vrrp_script:\n(?: .*\n)+/, () => CHECKS).replace('[chk]', names);

  test('an alias stands for the value, a merge key for what is not written', () => {
    const { model, diagnostics } = loadYaml(track('[a, b, c]'));
    expect(diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(model?.checks.map(({ name, intervalMs, fall }) => [name, intervalMs, fall])).toEqual([
      ['a', 7000, 3],
      ['b', 7000, 5],
      ['c', 7000, 3],
    ]);
  });

  test('a list of maps: the first that names a key counts', () => {
    const text = track('[d]').replace(
      '  c: *usual',
      '  c: &other { script: [/y], interval: 9, rise: 4 }\n  d:\n    <<: [*other, *usual]',
    );
    expect(loadYaml(text).model?.checks[0]).toMatchObject({ name: 'd', intervalMs: 9000, fall: 3, rise: 4 });
  });

  test.each([
    ['x: *nothing\n', 'CONF-133 *nothing'],
    ['x: &a [*a]\n', 'CONF-133 *a'],
    ['x: !secret abc\n', 'CONF-133 abc'],
    ['vrrp_script: { <<: 3 }\n', 'CONF-134 3'],
    ['? [a]\n: b\n', 'CONF-134 [a]'],
  ])('%j', (text, mark) => expect(errorsOf(text)).toContain(mark));
});

describe('what is refused', () => {
  test('a key that stands twice, with both places', () => {
    const loaded = loadYaml(GOOD_YAML.replace('interval: 2', 'interval: 2\n    interval: 3'));
    expect(loaded.model).toBeUndefined();
    expect(loaded.diagnostics[0]).toMatchObject({
      code: 'CONF-106',
      severity: 'error',
      related: [{ message: 'first set here' }],
    });
  });

  test.each([
    ['a tab', 'vrrp_script:\n\tchk: {}\n', 'CONF-131 \t'],
    ['two keys on one line', 'a: b: c\n', 'CONF-130 '],
    ['a second document', 'a: 1\n---\nb: 2\n', 'CONF-130 '],
    ['an open bracket', 'a: [1\nb: 2\n', 'CONF-130 '],
    ['an open quote', 'a: "x\n', 'CONF-130 '],
    ['a list', '- a\n- b\n', 'CONF-134 '],
    ['plain text', 'vrrp_instance A {\n', 'CONF-134 '],
    ['an invisible blank', 'global_defs: { router_id: a\u00a0b }\n', 'CONF-003 a\u00a0b'],
    ['a typographic quote', 'global_defs: { router_id: “a” }\n', 'CONF-002 “a”'],
    ['bytes that are no text', 'a: \0\n', 'CONF-007 \0'],
    ['a template', 'global_defs: { router_id: {{ name }} }\n', 'CONF-006 {{'],
  ])('%s', (_what, text, mark) => {
    expect(
      errorsOf(text).some((found) => found.startsWith(mark)),
      errorsOf(text).join(', '),
    ).toBe(true);
  });

  test('only the first fault of the syntax is said, the others follow from it', () => {
    expect(errorsOf('a:\n  - b\n - c\n')).toHaveLength(1);
    expect(errorsOf('a:\n\tb: 1\n\tc: 2\n')).toEqual(['CONF-131 \t', 'CONF-131 \t']);
  });
});

const nested = (levels: number): string => `a: ${'['.repeat(levels)}${']'.repeat(levels)}\n`;

const filled = (size: number): string => `#${'x'.repeat(size - 2)}\n`;

describe('limits', () => {
  test('32 levels are read, more are not', () => {
    expect(errorsOf(nested(32))).not.toContainEqual(expect.stringContaining('CONF-132'));
    expect(errorsOf(nested(33))).toContainEqual(expect.stringContaining('CONF-132'));
    expect(errorsOf(nested(100_000))).toContainEqual(expect.stringContaining('CONF-132'));
  });

  test('1 MiB is read, more is not', () => {
    expect(errorsOf(filled(1 << 20))).not.toContainEqual(expect.stringContaining('CONF-132'));
    expect(errorsOf(filled((1 << 20) + 1))).toContainEqual(expect.stringContaining('CONF-132'));
  });

  test('aliases that multiply end at ten thousand values', () => {
    const lines = Array.from({ length: 9 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(10).fill(`*l${n}`).join(', ')}]`);
    expect(errorsOf(`l0: &l0 [x]\n${lines.join('\n')}\n`)).toContainEqual(expect.stringContaining('CONF-132'));
  });
});
