import { describe, expect, test } from 'vitest';
import { ADDRESS_OPTIONS } from '../../../src/config/settings/lines.ts';
import { isKeepalivedBlock } from '../../../src/config/settings/setting.ts';
import { SETTINGS } from '../../../src/config/settings/table.ts';
import type { Loaded } from '../../../src/config/load.ts';
import { loadTexts } from '../loading.ts';
import { FILES, type Keyword, KEYWORDS, textsOf } from './keywords.ts';

const loadText = (text: string): Loaded => loadTexts({ '/etc/keepalived/keepalived.conf': text, ...FILES });

const errorsOf = ({ diagnostics }: Loaded): readonly string[] =>
  diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code} ${message}`);

/** The findings that a keyword draws by being there, whatever its value. */
const refusalsOf = ({ diagnostics }: Loaded, keyword: string): readonly string[] =>
  diagnostics
    .filter(({ code, message }) => /^CONF-8|^CONF-10[12]/.test(code) && message.includes(keyword))
    .map(({ code }) => code);

const named = (tiers: string): readonly (Keyword & { readonly title: string })[] =>
  KEYWORDS.filter(({ tier }) => tiers.includes(tier)).map((row) => ({ ...row, title: `${row.block} ${row.keyword}` }));

describe('the list of keywords', () => {
  test("has every one of the table of settings that is keepalived's, and no other", () => {
    const ofTable = SETTINGS.filter(({ whose, block }) => whose === 'keepalived' && isKeepalivedBlock(block));
    const options = Object.keys(ADDRESS_OPTIONS).map((keyword) => `address ${keyword}`);
    const all = [...ofTable.map(({ block, keyword }) => `${block} ${keyword}`), ...options, 'address /LEN'];
    expect(KEYWORDS.map(({ block, keyword }) => `${block} ${keyword}`).toSorted()).toEqual(all.toSorted());
  });

  test('says the tiers of the table, where B is built as well', () => {
    const wrong = KEYWORDS.flatMap(({ block, keyword, tier }) => {
      const setting = SETTINGS.find((each) => each.block === block && each.keyword === keyword);
      const isSame = setting === undefined || setting.tier === (tier === 'B' ? 'A' : tier);
      return isSame ? [] : [`${block} ${keyword} is ${setting.tier}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('tiers A and B: read, and something changes', () => {
  test.each(named('AB'))('$title', (row) => {
    const texts = textsOf(row);
    const [without, changed] = [loadText(texts.without), loadText(texts.with)];
    expect(errorsOf(without)).toEqual([]);
    expect(errorsOf(changed)).toEqual([]);
    expect(refusalsOf(changed, row.keyword)).toEqual([]);
    if (row.same === undefined) expect(changed.model).not.toEqual(without.model);
    else expect(changed.model).toEqual(without.model);
  });
});

describe('tier C: ignored, and said by name', () => {
  test.each(named('C'))('$title', (row) => {
    const texts = textsOf(row);
    const [without, changed] = [loadText(texts.without), loadText(texts.with)];
    expect(errorsOf(changed)).toEqual([]);
    expect(refusalsOf(changed, row.named ?? row.keyword)).toEqual([row.code ?? 'CONF-800']);
    expect(changed.model).toEqual(without.model);
  });
});

describe('tier D: refused by name', () => {
  test.each(named('D'))('$title', (row) => {
    const loaded = loadText(textsOf(row).with);
    expect(refusalsOf(loaded, row.named ?? row.keyword)).toEqual(['CONF-801']);
    expect(loaded.model).toBeUndefined();
  });
});
