import { array, assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GOOD_YAML, loadYaml, marksOf } from '../loading.ts';

const argvOf = (script: string): readonly string[] | undefined => {
  const probe = loadYaml(GOOD_YAML.replace('script: /usr/local/bin/check', () => `script: ${script}`)).model?.checks[0]
    ?.probe;
  return probe?.kind === 'script' ? probe.argv : undefined;
};

describe('a command', () => {
  test('as a list arrives word for word, whatever is in the words', () => {
    const word = string({ unit: 'grapheme-composite', maxLength: 12 }).filter((text) => !text.includes('\0'));
    assert(
      property(array(word, { maxLength: 5 }), (words) => {
        const argv = ['/x', ...words];
        expect(argvOf(`[${argv.map((each) => JSON.stringify(each)).join(', ')}]`)).toEqual(argv);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['/x a  b', ['/x', 'a', 'b']],
    [`"/x 'a b' \\\\x41"`, ['/x', 'a b', 'A']],
    [`'/x "a b" c'`, ['/x', 'a b', 'c']],
    [`"'/x y' 'z'"`, ['/x y', 'z']],
    ['/x # a comment', ['/x']],
    ['/x a#b', ['/x', 'a#b']],
    ['[/x, -m, 2, true, "", ~]', ['/x', '-m', '2', 'true', '', '~']],
  ])('%s', (script, argv) => expect(argvOf(script)).toEqual(argv));

  test('marks the whole command where something is wrong with it', () => {
    const text = GOOD_YAML.replace('script: /usr/local/bin/check', 'script: [check, "|", wc]');
    const marks = marksOf(loadYaml(text));
    expect(marks).toContain('CONF-307 [check, "|", wc]');
    expect(marks).toContain('CONF-314 [check, "|", wc]');
  });

  test('of a notification may come without a program where keepalived allows that', () => {
    const text = GOOD_YAML.replace('advert_int: 1', 'notify_deleted: true');
    expect(loadYaml(text).diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});
