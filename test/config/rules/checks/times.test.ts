import { describe, expect, test } from 'vitest';
import { codesOf, faultsOf, loadText, portCheck } from '../../loading.ts';

const zoned = (lines: string): string => portCheck(`${lines}\ntime_zone Europe/Berlin`);

describe('TR-18: what cron-parser forgives is refused or warned of', () => {
  test.each([
    '5',
    '* * *',
    '0 0 31 2 *',
    '60 * * * *',
    '* 24 * * *',
    '*/0 * * * *',
    '5-1 * * * *',
    '* * * * * * *',
    'H * * * *',
  ])('schedule "%s" is refused', (pattern) => {
    expect(faultsOf(loadText(zoned(`schedule "${pattern}"`)))).toEqual(['CONF-382']);
  });

  test.each(['*/90 * * * *', '0 0 13 * 5'])('schedule "%s" is warned of', (pattern) => {
    expect(faultsOf(loadText(zoned(`schedule "${pattern}"`)))).toEqual(['CONF-383']);
  });

  test.each(['*/30 * * * *', '@daily', '30 2 * * *', '0 9-17 * * mon-fri'])('schedule "%s" is taken', (pattern) => {
    expect(faultsOf(loadText(zoned(`schedule "${pattern}"`)))).toEqual([]);
  });
});

test('patterns of windows are judged too, each at its place', () => {
  const loaded = loadText(
    zoned('during {\n "0-59 8-17 * * 1-5"\n "61 * * * *"\n}\nexcept {\n from 0 2 * * 9 for 3h\n}\noutside good'),
  );
  const marked = loaded.diagnostics.map(
    ({ code, span }) => `${code} ${loaded.files[0]?.text.slice(span.start, span.end)}`,
  );
  expect(marked).toEqual(['CONF-382 "61 * * * *"', 'CONF-382 0 2 * * 9']);
});

test('a zone must be one, and one must be written', () => {
  expect(faultsOf(loadText(portCheck('schedule "0 3 * * *"\ntime_zone Europe/Berlino')))).toEqual(['CONF-384']);
  expect(faultsOf(loadText(portCheck('schedule "0 3 * * *"\ntime_zone +02:00')))).toEqual(['CONF-384']);
  expect(faultsOf(loadText(portCheck('schedule "0 3 * * *"')))).toEqual(['CONF-385']);
  expect(codesOf(loadText(portCheck('interval 2s')))).toEqual([]);
});
