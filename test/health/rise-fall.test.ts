import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RiseFallRules, afterResult, beforeFirstResult } from '../../src/health/rise-fall.ts';

type Letter = 'S' | 'F';

function statesOf(letters: string, rules: Partial<RiseFallRules>): string[] {
  const full: RiseFallRules = { rise: 1, fall: 1, firstResult: 'decides', initial: 'unknown', ...rules };
  let state = beforeFirstResult(full);
  return [...letters].map((letter) => {
    state = afterResult(state, letter === 'S' ? 'success' : 'failure', full);
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
  expect(beforeFirstResult({ rise: 2, fall: 1, firstResult: 'decides', initial: 'down' }).health).toBe('down');
  expect(healthOf('SS', { rise: 2, initial: 'down' })).toEqual(['down', 'up']);
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
