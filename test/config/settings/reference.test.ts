import { expect, test } from 'vitest';
import { SETTINGS } from '../../../src/config/settings/table.ts';
import { reference } from './reference.ts';

const count = (page: string): number => [...page.matchAll(/^\| `/gm)].length;

/** `npm run docs` writes the page by updating this snapshot. */
test('docs/settings.md is what the table says', async () => {
  await expect(reference(SETTINGS)).toMatchFileSnapshot('../../../docs/settings.md');
});

test('every word stands on the page once for each block, under whose it is', () => {
  const [, own = '', keepalived = ''] = reference(SETTINGS).split(/^## Words of .*$/m);
  expect(count(own)).toBe(SETTINGS.filter(({ whose }) => whose === 'vipward').length);
  expect(count(keepalived)).toBe(SETTINGS.filter(({ whose }) => whose === 'keepalived').length);
  expect(own).toMatch(/\| `on_error` \| fail, hold, ignore \| fail \|/);
  expect(keepalived).toMatch(/\| `auth_hmac` \| `{ auth_hmac }` \| {2}\| .* \| refused \|/);
});
