import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../../src/model/result.ts';
import { codesOf } from '../../loading.ts';
import { GOOD_YAML, loadYaml, loadYamlTexts, marksOf } from '../loading.ts';

const MAIN = '/etc/vipward/cluster.yaml';
const [DEFS = '', SCRIPTS = '', INSTANCES = ''] = GOOD_YAML.split(/^(?=\w)/m);

const errorsOf = (texts: Readonly<Record<string, string>>): readonly string[] =>
  loadYamlTexts(texts)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code} ${message}`);

describe('include', () => {
  test('files are merged, relative to the file that names them, in any depth', () => {
    const loaded = loadYamlTexts({
      [MAIN]: `include: [conf.d/*.yaml, checks.yaml]\n${DEFS}`,
      '/etc/vipward/conf.d/web.yaml': `include: ../more/hosts.yaml\n${INSTANCES}`,
      '/etc/vipward/more/hosts.yaml': 'global_defs: { log_unknown_vrids: true }\n',
      '/etc/vipward/checks.yaml': SCRIPTS,
    });
    expect(codesOf(loaded)).toEqual(['CONF-612']);
    expect(loaded.model).toEqual({ ...loadYaml(GOOD_YAML).model, unknownVrids: 'log' });
    expect(loaded.files.map(({ name }) => name)).toEqual([
      MAIN,
      '/etc/vipward/conf.d/web.yaml',
      '/etc/vipward/more/hosts.yaml',
      '/etc/vipward/checks.yaml',
    ]);
  });

  test('a fault in an included file is marked there', () => {
    const loaded = loadYamlTexts({
      [MAIN]: `include: a.yaml\n${DEFS}${INSTANCES}`,
      '/etc/vipward/a.yaml': SCRIPTS.replace('fall: 3', 'fall: x'),
    });
    expect(marksOf(loaded)).toContain('CONF-201 x');
    expect(loaded.diagnostics.find(({ code }) => code === 'CONF-201')?.span.file).toBe('/etc/vipward/a.yaml');
  });

  test.each<[string, string, string | undefined, string]>([
    ['a name that two files define', 'a.yaml', SCRIPTS, 'CONF-114 "chk" is already defined'],
    ['a key that two files set', 'a.yaml', 'global_defs: { router_id: x }', 'CONF-114 "router_id" is already defined'],
    ['sections of two forms', 'a.yaml', 'vrrp_script: [x]', 'CONF-106 "vrrp_script" set again'],
    ['a file that is not there', 'b.yaml', undefined, 'CONF-016 /etc/vipward/b.yaml does not exist'],
    ['a pattern that matches nothing', 'c/*.yaml', undefined, 'CONF-016 no file matches "c/*.yaml"'],
    ['itself', 'cluster.yaml', undefined, 'CONF-017 /etc/vipward/cluster.yaml includes itself'],
    ['no name', '{ a: 1 }', undefined, 'CONF-134 include takes a list of file names'],
  ])('%s', (_what, include, text, error) => {
    const more = text === undefined ? {} : { '/etc/vipward/a.yaml': text };
    expect(errorsOf({ [MAIN]: `include: ${include}\n${GOOD_YAML}`, ...more })).toEqual([error]);
  });

  test('a circle of files', () => {
    const errors = errorsOf({ [MAIN]: 'include: a.yaml', '/etc/vipward/a.yaml': 'include: cluster.yaml' });
    expect(errors).toEqual(['CONF-017 /etc/vipward/cluster.yaml includes itself']);
  });
});

describe('the main file', () => {
  test('that is missing', () => {
    expect(codesOf(loadYamlTexts({ [MAIN]: '' }, { readText: () => err('missing') }))).toEqual(['CONF-903']);
  });

  test.each(['', '\n', '# nothing\n', '---\n', 'null\n', 'nodes:\n'])('that says nothing (%j)', (text) => {
    expect(codesOf(loadYaml(text))).toEqual(['CONF-119']);
  });

  test('with Windows line ends and a byte order mark', () => {
    const loaded = loadYamlTexts({ [MAIN]: `\ufeff${GOOD_YAML.replaceAll('\n', '\r\n')}` });
    expect(loaded.model).toEqual(loadYaml(GOOD_YAML).model);
    expect(codesOf(loaded)).toEqual(['CONF-001', 'CONF-024', 'CONF-612']);
  });

  test('is known by its text where its name does not tell', () => {
    const loaded = loadYamlTexts({ '/etc/vipward/conf': `# my nodes\n\n${GOOD_YAML}` });
    expect(loaded.model?.routerId).toBe('web-a');
    const other = loadYamlTexts(
      { '/etc/vipward/conf': 'global_defs {\n}\n' },
      { readText: () => ok('global_defs {\n}\n') },
    );
    expect(codesOf(other)).toContain('CONF-118');
  });
});
