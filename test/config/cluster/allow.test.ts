import { describe, expect, test } from 'vitest';
import { codesOf } from '../loading.ts';
import { loadYaml, marksOf, PAIR } from './loading.ts';

const UNUSED = PAIR.replace('vrrp_script:\n', 'vrrp_script:\n  unused: { script: /x }\n');

describe('allow', () => {
  test('silences a remark in its block, under a section, or everywhere', () => {
    expect(codesOf(loadYaml(UNUSED))).toEqual(['CONF-303']);
    for (const text of [
      UNUSED.replace('script: /x }', 'script: /x, allow: [CONF-303] }'),
      UNUSED.replace('vrrp_script:\n', 'vrrp_script:\n  allow: CONF-303\n'),
      `${UNUSED}allow: [CONF-303]\n`,
    ]) {
      expect(codesOf(loadYaml(text))).toEqual([]);
    }
  });

  test('not in another block, and no other code', () => {
    expect(codesOf(loadYaml(UNUSED.replace('weight: -60', 'weight: -60\n    allow: [CONF-303]')))).toEqual([
      'CONF-303',
    ]);
    expect(codesOf(loadYaml(`${UNUSED}allow: [CONF-602]\n`))).toEqual(['CONF-303']);
  });

  test('in a node, of what is written there', () => {
    const equal = PAIR.replace('priority: 100 }', 'priority: 150 }');
    expect(codesOf(loadYaml(equal))).toEqual(['CONF-608']);
    expect(codesOf(loadYaml(equal.replace('priority: 150 }', 'priority: 150, allow: [CONF-608] }')))).toEqual([]);
  });

  test('never an error, and never a code that does not exist', () => {
    const bad = `${PAIR.replace('interface: eth0, priority: 150', 'priority: 150')}allow: [CONF-402, CONF-6O2, [x]]\n`;
    const marks = marksOf(loadYaml(bad));
    expect(marks).toEqual(
      expect.arrayContaining(['CONF-402 WEB', 'CONF-140 CONF-402', 'CONF-140 CONF-6O2', 'CONF-140 [x]']),
    );
  });
});
