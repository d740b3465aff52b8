import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inProject, readText } from '../tidy/findings.ts';
import { GROUPS, idsIn, LIST, placesOfIds } from './names.ts';

/** A rule of the conformance list: `proven` by tests in these files, or `absent` because of something. */
interface Rule {
  readonly id: string;
  readonly rule: string;
  readonly proven?: readonly string[];
  readonly absent?: string;
}

const RULES: readonly Rule[] = readText(LIST)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

const PLACES = placesOfIds();

/** What is wrong with what a rule claims, in words. */
function wrongWith({ id, proven, absent }: Rule, places: ReadonlySet<string>): readonly string[] {
  if (absent !== undefined) {
    const stale = proven !== undefined || places.size > 0;
    return [
      ...(absent.length < 20 ? [`${id} does not say why nothing proves it`] : []),
      ...(stale ? [`${id} is proven in ${[...places].join(', ')}: take "absent" away`] : []),
    ];
  }
  if (proven === undefined || proven.length === 0) return [`${id} is neither proven nor said to be absent`];
  return proven
    .filter((path) => !places.has(path))
    .map(
      (path) => `${id}: ${inProject(path) ? `no test or case of ${path} has it in its name` : `there is no ${path}`}`,
    );
}

describe('the conformance list', () => {
  test('has every rule once, in order', () => {
    const all = Object.entries(GROUPS).flatMap(([group, count]) =>
      Array.from({ length: count }, (_, of) => `${group}-${String(of + 1).padStart(2, '0')}`),
    );
    expect(RULES.map(({ id }) => id)).toEqual(all);
  });

  test('says of each rule in a sentence what it is, and where it is proven or why not', () => {
    const wrong = RULES.flatMap((rule) => wrongWith(rule, PLACES.get(rule.id) ?? new Set()));
    expect(wrong, `\n${wrong.join('\n')}\n`).toEqual([]);
    for (const { rule } of RULES) expect(rule).toMatch(/^\S.{10,}\.$/);
  });

  test('knows every id that a test or a case has in its name', () => {
    const known = new Set(RULES.map(({ id }) => id));
    expect([...PLACES.keys()].filter((id) => !known.has(id))).toEqual([]);
  });

  test('would not pass with a claim that is not true', () => {
    const places = new Set(['test/vrrp/decode.test.ts']);
    const rule = { id: 'RX-01', rule: 'A rule.' };
    expect(wrongWith(rule, places)).toEqual(['RX-01 is neither proven nor said to be absent']);
    expect(wrongWith({ ...rule, proven: ['test/vrrp/decode.test.ts'] }, places)).toEqual([]);
    expect(wrongWith({ ...rule, proven: ['test/vrrp/gone.test.ts'] }, places)).toEqual([
      'RX-01: there is no test/vrrp/gone.test.ts',
    ]);
    expect(wrongWith({ ...rule, proven: ['test/vrrp/encode.test.ts'] }, places)).toEqual([
      'RX-01: no test or case of test/vrrp/encode.test.ts has it in its name',
    ]);
    expect(wrongWith({ ...rule, absent: 'no' }, new Set())).toEqual(['RX-01 does not say why nothing proves it']);
    expect(wrongWith({ ...rule, absent: 'there is nothing to test here' }, places)).toHaveLength(1);
  });

  const folder = process.env['VIPWARD_DESIGN'];
  test.skipIf(folder === undefined)('is the one of the design (VIPWARD_DESIGN names its folder)', () => {
    const design = readFileSync(join(folder ?? '', 'vrrp.md'), 'utf8');
    const rows = design.split('\n').flatMap((line) => idsIn(/^\| (\S+) \|/.exec(line)?.[1] ?? ''));
    expect(rows).toEqual(RULES.map(({ id }) => id));
  });
});
