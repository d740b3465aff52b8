import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Result,
  type RiseFallRules,
  afterResult,
  beforeFirstResult,
} from '../../../src/health/check/rise-fall.ts';

type Letter = 'S' | 'F';

const RULES: RiseFallRules = { rise: 1, fall: 1, firstResult: 'decides' };

function statesOf(letters: string, rules: Partial<RiseFallRules>, more: Partial<Result> = {}): string[] {
  const full = { ...RULES, ...rules };
  let state = beforeFirstResult({ initial: 'unknown' });
  return [...letters].map((letter) => {
    const sample = letter === 'S' ? 'success' : 'failure';
    state = afterResult(state, { sample, certainty: 'counts', riseNeeded: full.rise, ...more }, full);
    return `${state.health} ${state.counter}`;
  });
}

const healthOf = (letters: string, rules: Partial<RiseFallRules>): string[] =>
  statesOf(letters, rules).map((state) => state.split(' ')[0] ?? '');

test('TR-01 rise 2 and fall 3 need results in a row, and one contrary result starts the count again', () => {
  expect(statesOf('SFFSFFFSFSS', { rise: 2, fall: 3 })).toEqual([
    'up 4',
    'up 3',
    'up 2',
    'up 4',
    'up 3',
    'up 2',
    'down 0',
    'down 1',
    'down 0',
    'down 1',
    'up 4',
  ]);
});

test('TR-02 one failure at the start is enough for down in both modes', () => {
  expect(healthOf('F', { fall: 3, firstResult: 'decides' })).toEqual(['down']);
  expect(healthOf('F', { fall: 3, firstResult: 'counts' })).toEqual(['down']);
});

test('TR-03 one success at the start decides as in keepalived, or counts towards rise', () => {
  expect(healthOf('S', { rise: 3, firstResult: 'decides' })).toEqual(['up']);
  expect(healthOf('SSS', { rise: 3, firstResult: 'counts' })).toEqual(['unknown', 'unknown', 'up']);
});

test('init_fail starts as down and needs rise successes', () => {
  const down = beforeFirstResult({ initial: 'down' });
  const rules = { ...RULES, rise: 2 };
  const success: Result = { sample: 'success', certainty: 'counts', riseNeeded: 2 };
  const once = afterResult(down, success, rules);
  expect([down.health, once.health, afterResult(once, success, rules).health]).toEqual(['down', 'down', 'up']);
});

test('a result that decides counts as often as rise or fall asks for', () => {
  expect(statesOf('SFS', { rise: 3, fall: 4 }, { certainty: 'decides' })).toEqual(['up 6', 'down 0', 'up 6']);
  expect(statesOf('FS', { rise: 3 }, { certainty: 'decides', riseNeeded: 6 })).toEqual(['down 0', 'down 3']);
});

test('a check that flaps needs more successes than rise, and counts them', () => {
  expect(statesOf('FSSSS', { rise: 2 }, { riseNeeded: 4 })).toEqual(['down 0', 'down 1', 'down 2', 'down 3', 'up 2']);
});

/** The same rule said slowly: look at the whole tail of results instead of keeping a counter. */
function slowModel(letters: readonly Letter[], rise: number, fall: number): string {
  let health = 'unknown';
  letters.forEach((_letter, index) => {
    const tail = (letter: Letter, count: number): boolean =>
      letters.slice(Math.max(0, index + 1 - count), index + 1).filter((each) => each === letter).length === count;
    if (health === 'unknown') health = letters[index] === 'S' ? 'up' : 'down';
    else if (health === 'up' && tail('F', fall)) health = 'down';
    else if (health === 'down' && tail('S', rise)) health = 'up';
  });
  return health;
}

test('TR-04 the counter equals a slow model that counts the tail of all results', () => {
  const letters = fc.array(fc.constantFrom<Letter>('S', 'F'), { minLength: 1, maxLength: 40 });
  const count = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(letters, count, count, (sequence, rise, fall) => {
      expect(healthOf(sequence.join(''), { rise, fall }).at(-1)).toBe(slowModel(sequence, rise, fall));
    }),
    { numRuns: 10_000 },
  );
});
