import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/lint/catalogue.ts';

const DOCUMENT = new URL('../../docs/check-scripts.md', import.meta.url).pathname;

describe('the catalogue of rules', () => {
  test('docs/check-scripts.md shows every rule, its severity, what is wrong and what to do', () => {
    const rows = Object.entries(RULES).map(
      ([id, { severity, title, fix, about }]) =>
        `| ${id} | ${severity} | ${title} | ${fix.replaceAll('|', String.raw`\|`)} | ${about} |`,
    );
    const table = ['| rule | severity | what is wrong | what to do | judges |', '|---|---|---|---|---|', ...rows].join(
      '\n',
    );
    expect(readFileSync(DOCUMENT, 'utf8')).toContain(`${table}\n`);
  });

  test('every title and fix says something, and none ends in a full stop', () => {
    for (const [id, { title, fix }] of Object.entries(RULES)) {
      expect(`${id} ${title}`).toMatch(/^LINT-\d{2} \S.{4,}[^.]$/);
      expect(`${id} ${fix}`).toMatch(/^LINT-\d{2} \S.{4,}[^.]$/);
    }
  });
});
