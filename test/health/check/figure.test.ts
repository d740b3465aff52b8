import { expect, test } from 'vitest';
import { afterFigure, afterNoFigure, NO_FIGURE, type FigureCount } from '../../../src/health/check/figure.ts';
import type { Points } from '../../../src/model/check.ts';

type Rules = Parameters<typeof afterFigure>[3];

const RULES: Rules = { rise: 1, fall: 1, firstResult: 'decides' };

/** What is in force after each figure; `-`: a run without one. */
function inForce(figures: readonly (Points | '-')[], changes: Partial<Rules> = {}): FigureCount['inForce'][] {
  const rules = { ...RULES, ...changes };
  let count = NO_FIGURE;
  return figures.map((figure) => {
    count =
      figure === '-'
        ? afterNoFigure(count)
        : afterFigure(count, figure, { certainty: 'counts', riseNeeded: rules.rise }, rules);
    return count.inForce;
  });
}

test('the first figure counts at once where the first result decides', () => {
  expect(inForce([-10], { fall: 3 })).toEqual([-10]);
  expect(inForce([10], { rise: 3 })).toEqual([10]);
});

test('where the first result counts, a figure below 0 counts at once and another needs rise', () => {
  const counts = { firstResult: 'counts', rise: 3, fall: 3 } as const;
  expect(inForce([-10], counts)).toEqual([-10]);
  expect(inForce(['fault'], counts)).toEqual(['fault']);
  expect(inForce([0, 0, 0], counts)).toEqual(['none', 'none', 0]);
  expect(inForce([20, 10, 30], counts)).toEqual(['none', 'none', 10]);
});

test('TR-09 a lower figure takes effect after fall equal reports, a higher one after rise', () => {
  expect(inForce([0, -10, -10, -60, -60], { fall: 2 })).toEqual([0, 0, -10, -10, -60]);
  expect(inForce([-60, 0, 0, 0], { rise: 3 })).toEqual([-60, -60, -60, 0]);
});

test('the figure in force between two lower ones starts the count again', () => {
  expect(inForce([0, -10, 0, -10, -10], { fall: 2 })).toEqual([0, 0, 0, 0, -10]);
});

test('a run without a figure between two lower ones starts the count again', () => {
  expect(inForce([0, -10, '-', -10, -10], { fall: 2 })).toEqual([0, 0, 0, 0, -10]);
});

test('lower figures that differ count together, and the nearest takes effect', () => {
  expect(inForce([0, -60, -10], { fall: 2 })).toEqual([0, 0, -10]);
  expect(inForce([0, 'fault', -60, 'fault'], { fall: 3 })).toEqual([0, 0, 0, -60]);
});

test('equal figures take effect also when others came before', () => {
  expect(inForce([0, -10, -60, -60], { fall: 2 })).toEqual([0, 0, -10, -60]);
  expect(inForce([0, 5, -60, -60, -60], { fall: 3, rise: 9 })).toEqual([0, 0, 0, 0, -60]);
});

test('a fault is lower than every number', () => {
  expect(inForce([-253, 'fault', 'fault', -253, -253], { fall: 2, rise: 2 })).toEqual([
    -253,
    -253,
    'fault',
    'fault',
    -253,
  ]);
});

test('a figure beyond doubt takes effect at once', () => {
  const rules = { ...RULES, rise: 5, fall: 5 };
  const start = afterFigure(NO_FIGURE, 0, { certainty: 'counts', riseNeeded: 5 }, rules);
  expect(afterFigure(start, -10, { certainty: 'decides', riseNeeded: 5 }, rules).inForce).toBe(-10);
  expect(afterFigure(start, 10, { certainty: 'decides', riseNeeded: 5 }, rules).inForce).toBe(10);
});
