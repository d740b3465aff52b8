import { describe, expect, test } from 'vitest';
import type { Setting } from '../../../src/config/settings/setting.ts';
import { SETTINGS, settingIn, settingsNamed } from '../../../src/config/settings/table.ts';
import { codesOf, GOOD, loadText } from '../loading.ts';

/** A place in the good configuration where a line of each block may be put. */
const ANCHOR: Readonly<Partial<Record<Setting['block'], string>>> = {
  global_defs: '    script_user nobody\n',
  vrrp_script: '    fall 3\n',
  vrrp_instance: '    advert_int 1\n',
  authentication: '        auth_type PASS\n',
};

const withLine = (setting: Setting, line: string): string => {
  const anchor = ANCHOR[setting.block] ?? '';
  const bare = GOOD.replace(new RegExp(`^ *${setting.keyword} [^{\\n]*\\n`, 'm'), '');
  const place = bare.includes(anchor)
    ? anchor
    : `${/\n( *\w+[^\n]*\n)$/.exec(GOOD.slice(0, GOOD.indexOf(anchor)))?.[1] ?? ''}`;
  return bare.replace(place, () => `${place}    ${line}\n`);
};

const codesWith = (setting: Setting, line: string): string[] => codesOf(loadText(withLine(setting, line)));

const inReach = SETTINGS.filter(({ block }) => ANCHOR[block] !== undefined);
const scalars = inReach.filter(({ grammar, tier }) => grammar.type !== 'block' && tier === 'A');
const numbers = scalars.flatMap((setting) => {
  const { grammar } = setting;
  return grammar.type === 'integer' || (grammar.type === 'seconds' && setting.keyword !== 'advert_int')
    ? [{ setting, grammar }]
    : [];
});

describe('the table of settings', () => {
  test('holds every keyword once in its block', () => {
    const keys = SETTINGS.map(({ block, keyword }) => `${block} ${keyword}`);
    expect(keys).toHaveLength(new Set(keys).size);
    expect(SETTINGS.length).toBeGreaterThan(240);
    expect(settingIn('vrrp_script', 'interval')?.meaning).toBe('time from start to start');
    expect(settingsNamed('weight').map(({ block }) => block)).toEqual([
      'vrrp_script',
      'check',
      'vrrp_track_process',
      'track_file',
      'check_group',
    ]);
  });

  test('every alias names a keyword of the same block', () => {
    for (const { block, alias } of SETTINGS) if (alias !== undefined) expect(settingIn(block, alias)).toBeDefined();
  });
});

describe('each keyword is judged by its row', () => {
  test.each(numbers)('$setting.keyword takes its limits and nothing outside', ({ setting, grammar }) => {
    for (const value of [grammar.min, grammar.max]) {
      expect(codesWith(setting, `${setting.keyword} ${value}`)).not.toContain('CONF-202');
    }
    for (const value of [grammar.min - 1, grammar.max + 1]) {
      expect(codesWith(setting, `${setting.keyword} ${value}`)).toContain('CONF-202');
    }
    expect(codesWith(setting, `${setting.keyword} some`)).toContain('CONF-201');
    expect(codesWith(setting, setting.keyword)).toContain('CONF-104');
    expect(codesWith(setting, `${setting.keyword} ${grammar.max} more`)).toContain('CONF-105');
  });

  test.each(inReach)('$block $keyword is known where it belongs, and nowhere called unknown', (setting) => {
    const line = setting.grammar.type === 'block' ? `${setting.keyword} {\n}` : setting.keyword;
    const codes = codesWith(setting, line);
    expect(codes).not.toContain('CONF-101');
    expect(codes).not.toContain('CONF-102');
    const expected = { A: undefined, C: 'CONF-800', D: 'CONF-801' }[setting.tier];
    if (expected !== undefined) expect(codes).toContain(expected);
    expect(codesOf(loadText(`${GOOD}${setting.keyword}x 1\n`))).toContain('CONF-101');
  });

  test.each(scalars.filter(({ keyword }) => keyword.length > 6))(
    '$keyword is suggested for a misspelling',
    (setting) => {
      const misspelt = `${setting.keyword.slice(0, 3)}q${setting.keyword.slice(3)}`;
      const found = loadText(withLine(setting, `${misspelt} 1`)).diagnostics.find(({ code }) => code === 'CONF-101');
      expect(found?.help).toMatch(/^did you mean "\w+"\?$/);
    },
  );
});
