import { expect, test } from 'vitest';
import { hunt } from './story/hunt.ts';

test('every property holds for thousands of hours of groups that advertise once in minutes', () => {
  const { found, simulatedHours } = hunt(1, 2000, { pace: 'slow' });
  expect(found).toBe('nothing');
  expect(simulatedHours).toBeGreaterThan(2000);
}, 300_000);

test('every property holds in the plans of 2,000 more seeds', () => {
  expect(hunt(201, 2000).found).toBe('nothing');
}, 300_000);
