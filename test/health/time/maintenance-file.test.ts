import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../../src/health/time/maintenance.ts';
import { ledgerText, readLedger } from '../../../src/health/time/maintenance-file.ts';
import { err, ok } from '../../../src/model/result.ts';

const LEDGER: Ledger = [
  { target: { type: 'node' }, fromMs: 1000, untilMs: 2000, note: 'a "quote"', said: 'begin' },
  { target: { type: 'check', name: 'nginx' }, fromMs: 1500, untilMs: 9000, note: 'ä', said: 'ending' },
];

test('what was written is read again', () => {
  expect(readLedger(ledgerText(LEDGER))).toEqual(ok(LEDGER));
  expect(readLedger(ledgerText([]))).toEqual(ok([]));
});

test('torn at any place it is refused, not half read', () => {
  const text = ledgerText(LEDGER);
  for (let length = 1; length < text.trimEnd().length; length++) {
    expect(readLedger(text.slice(0, length))).toEqual(err('it is no JSON, or torn in the middle'));
  }
  expect(readLedger('')).toEqual(err('it is empty'));
});

const entry = (changes: object): string => ledgerText([{ ...LEDGER[1], ...changes } as Ledger[number]]);

describe('a foreign file is refused with the reason', () => {
  test.each([
    ['null', 'it is not of the kind "vipward maintenance 1"'],
    ['[]', 'it is not of the kind'],
    ['{"entries":[]}', 'it is not of the kind'],
    ['{"format":"vipward maintenance 2","entries":[]}', 'it is not of the kind'],
    ['{"format":"vipward maintenance 1"}', 'it has no list of entries'],
    ['{"format":"vipward maintenance 1","entries":[null]}', 'entry 1 does not say what is in maintenance'],
    [entry({ target: { type: 'check' } }), 'entry 1 does not say what is in maintenance'],
    [entry({ target: 'node' }), 'entry 1 does not say what is in maintenance'],
    [entry({ untilMs: 1500 }), 'entry 1 has no begin and end'],
    [entry({ untilMs: '9000' }), 'entry 1 has no begin and end'],
    [entry({ fromMs: null }), 'entry 1 has no begin and end'],
    [entry({ untilMs: 8 * 24 * 3_600_000 }), 'entry 1 lasts more than 7 days'],
    [entry({ note: 5 }), 'entry 1 has no note'],
    [entry({ said: 'all' }), 'entry 1 does not say what was announced'],
  ])('%s', (text, words) => expect(readLedger(text)).toEqual(err(expect.stringContaining(words))));
});
