import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCron } from '../../../src/health/time/cron-pattern.ts';
import { pattern } from './generated.ts';

const refusal = (text: string): string => {
  const read = readCron(text);
  return read.ok ? `accepted as ${read.value.plain}` : read.error;
};

function plain(text: string): string {
  const read = readCron(text);
  return read.ok ? read.value.plain : read.error;
}

const warnings = (text: string): readonly string[] => {
  const read = readCron(text);
  return read.ok ? read.value.warnings : [`refused: ${read.error}`];
};

describe('TR-18: what cron-parser lets pass or says nothing about', () => {
  test.each([
    ['', 'is empty; write five fields: minute, hour, day of month, month, weekday'],
    ['* * *', '"* * *" has 3 fields'],
    ['5', '"5" has 1 field;'],
    ['0 0 * *', '"0 0 * *" has 4 fields'],
    ['0 0 0 * * *', '6 fields (seconds are not possible)'],
    ['0 0 0 0 * * *', 'has 7 fields'],
    ['H * * * *', 'minute "H": H is a random number, different at each start; write the number'],
    ['H/15 * * * *', 'H is a random number'],
    ['H(0-29)/10 * * * *', 'H is a random number'],
    ['0 0 31 2 *', '"0 0 31 2 *" never comes: its months have at most 29 days'],
    ['0 0 31 4,6,9,11 *', 'never comes: its months have at most 30 days'],
    ['60 * * * *', '60 is no minute: 0 to 59'],
    ['0 24 * * *', '24 is no hour: 0 to 23'],
    ['0 0 0 * *', '0 is no day of month: 1 to 31'],
    ['0 0 * 13 *', '13 is no month: 1 to 12, or jan to dec'],
    ['0 0 * * 8', '8 is no weekday: 0 to 7, or sun to sat'],
    ['0 0 * * montag', 'montag is no weekday'],
    ['*/0 * * * *', 'a step of 0 comes never'],
    ['5-1 * * * *', '5-1 runs backwards; write two ranges: 5-59,0-1'],
    ['0 22-6 * * *', 'write two ranges: 22-23,0-6'],
    ['0 0 * * 6-1', 'write two ranges: 6-6,0-1'],
    ['5/10 * * * *', 'a step needs a range: write 5-59/10'],
    ['5, * * * *', 'minute "5,": a comma too many'],
    ['0 0 ? * *', 'write * instead of ?'],
    ['0 0 L * *', 'L, W and # '],
    ['0 0 15W * *', 'L, W and # '],
    ['0 0 * * 5L', 'L, W and # '],
    ['0 0 * * 1#2', 'L, W and # '],
    ['1.5 * * * *', '1.5 cannot be read; write 5, 1-5, *, */10 or a list of them'],
    ['+5 * * * *', '+5 cannot be read'],
    ['1-5-7 * * * *', '1-5-7 cannot be read'],
    ['@reboot', '"@reboot" is not known; write five fields, or one of @yearly'],
    ['@', '"@" is not known'],
  ])('%j is refused', (text, words) => expect(refusal(text)).toContain(words));

  test.each([
    ['*/90 * * * *', 'minute "*/90": the step 90 is larger than the range, so it means 0 alone'],
    ['30-40/20 * * * *', 'minute "30-40/20": the step 20 is larger than the range, so it means 30 alone'],
    ['0 0 13 * 5', 'every day that is one of the two, not both'],
    ['0 0 */2 * mon', 'every day that is one of the two, not both'],
  ])('%j is accepted with a warning', (text, words) =>
    expect(warnings(text)).toEqual([expect.stringContaining(words)]),
  );

  test.each([
    ['@daily', '0 0 * * *'],
    ['@hourly', '0 * * * *'],
    ['@weekly', '0 0 * * 0'],
    ['@yearly', '0 0 1 1 *'],
    ['  0\t9   * * *  ', '0 9 * * *'],
    ['00 09 * * *', '0 9 * * *'],
    ['0 0 * * 7', '0 0 * * 0'],
    ['0 0 * * 5-7', '0 0 * * 0,5,6'],
    ['0 0 * * mon-FRI', '0 0 * * 1,2,3,4,5'],
    ['0 0 1 Jan-mar *', '0 0 1 1,2,3 *'],
    ['1,1,2-4/2 * * * *', '1,2,4 * * * *'],
    ['*,5 */6 * * *', `${[...Array(60).keys()].join(',')} 0,6,12,18 * * *`],
    ['0 0 29 2 *', '0 0 29 2 *'],
  ])('%j is accepted without a word and means %j', (text, meaning) => {
    expect(plain(text)).toBe(meaning);
    expect(warnings(text)).toEqual([]);
  });
});

test('both day fields: either is enough, and an impossible day of month then says nothing', () => {
  expect(warnings('0 0 31 2 1')).toHaveLength(1);
});

test('a generated pattern means the numbers that it was written from', () => {
  fc.assert(
    fc.property(pattern, ({ text, numbers }) => {
      const read = readCron(text);
      if (!read.ok) return read.error.includes('never comes');
      expect(read.value.minutes).toEqual(new Set(numbers.minutes));
      expect(read.value.hours).toEqual(new Set(numbers.hours));
      expect(read.value.months).toEqual(new Set(numbers.months));
      const rule = numbers.weekdays === '*' ? 'day' : numbers.days === '*' ? 'weekday' : 'either';
      return read.value.dayRule === rule;
    }),
  );
});
