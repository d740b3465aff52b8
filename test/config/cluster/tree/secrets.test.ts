import { describe, expect, test } from 'vitest';
import { renderText, toJson } from '../../../../src/config/render.ts';
import { GOOD_YAML, loadYamlTexts, marksOf, type YamlOptions } from '../loading.ts';

const MAIN = '/etc/vipward/cluster.yaml';

const load = (secret: string, files: Readonly<Record<string, string>> = {}, options: YamlOptions = {}) =>
  loadYamlTexts({ [MAIN]: GOOD_YAML.replace('auth_pass: w3bpair', `auth_pass: ${secret}`), ...files }, options);

const passwordOf = (loaded: ReturnType<typeof load>): unknown => loaded.model?.instances[0]?.authentication;

describe('secrets stand outside the file', () => {
  test('in a file, without its line end; a relative path is beside the cluster file', () => {
    const files = { '/etc/vipward/auth': 's3cr3t\n', '/run/auth': 'oth3r' };
    expect(passwordOf(load('{ file: auth }', files))).toEqual({ type: 'pass', password: 's3cr3t' });
    expect(passwordOf(load('{ file: /run/auth }', files))).toEqual({ type: 'pass', password: 'oth3r' });
  });

  test('in the environment', () => {
    const loaded = load('{ env: PASS }', {}, { environment: { PASS: 's3cr3t' } });
    expect(passwordOf(loaded)).toEqual({ type: 'pass', password: 's3cr3t' });
  });

  test.each([
    ['{ file: none }', 'CONF-136 none'],
    ['{ file: empty }', 'CONF-136 empty'],
    ['{ file: two }', 'CONF-136 two'],
    ['{ env: NONE }', 'CONF-136 NONE'],
    ['{ fil: x }', 'CONF-134 { fil: x }'],
    ['{ file: x, env: Y }', 'CONF-134 { file: x, env: Y }'],
    ['{ file: [x] }', 'CONF-134 { file: [x] }'],
  ])('%s cannot be had, and nothing follows from that', (secret, mark) => {
    const loaded = load(secret, { '/etc/vipward/empty': '\n', '/etc/vipward/two': 'a\nb\n' });
    expect(loaded.model).toBeUndefined();
    expect(marksOf(loaded).filter((found) => !found.startsWith('CONF-612'))).toEqual([mark]);
  });

  test('no finding shows one, also not its first eight characters', () => {
    const loaded = load('{ file: auth }', { '/etc/vipward/auth': 'longsecretword\n' });
    expect(marksOf(loaded)).toContain('CONF-410 auth');
    const shown =
      renderText(loaded.diagnostics, loaded.files) + JSON.stringify(toJson(loaded.diagnostics, loaded.files));
    expect(shown).not.toContain('longsecr');
    expect(loaded.files.map(({ name }) => name)).toEqual([MAIN]);
  });
});
