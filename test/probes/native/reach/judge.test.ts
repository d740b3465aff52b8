import { expect, test } from 'vitest';
import type { IpAddress } from '../../../../src/model/address.ts';
import { judgeReach, type Reached } from '../../../../src/probes/native/reach/judge.ts';

const from = (target: string, answers: number, problem?: string): Reached => ({
  target: target as IpAddress,
  answers,
  bestMs: answers === 0 ? undefined : 0.4,
  problem,
});
const rules = (need: number, replies = 1) => ({ need, count: 3, replies });

test.each([
  [rules(1), [from('10.0.0.1', 3)], 'ok', '10.0.0.1 answers 3 of 3, 0.40 ms'],
  [rules(1), [from('10.0.0.1', 2)], 'warn', '10.0.0.1 answers 2 of 3, 0.40 ms'],
  [rules(1), [from('10.0.0.1', 0)], 'bad', '10.0.0.1 answers none of 3'],
  [rules(1, 2), [from('10.0.0.1', 1)], 'bad', '10.0.0.1 answers 1 of 3, 0.40 ms'],
  [rules(1), [from('10.0.0.1', 0, 'no route (ENETUNREACH)')], 'bad', '10.0.0.1: no route (ENETUNREACH)'],
  [
    rules(1),
    [from('10.0.0.1', 3), from('10.0.0.2', 0)],
    'warn',
    '10.0.0.1 answers 3 of 3, 0.40 ms; 10.0.0.2 answers none of 3',
  ],
  [
    rules(2),
    [from('10.0.0.1', 3), from('10.0.0.2', 0)],
    'bad',
    '1 of 2 answer, 2 wanted: 10.0.0.1 answers 3 of 3, 0.40 ms; 10.0.0.2 answers none of 3',
  ],
  [
    rules(1),
    [from('10.0.0.1', 0), from('10.0.0.2', 0)],
    'bad',
    '0 of 2 answer, 1 wanted, this node may be isolated: 10.0.0.1 answers none of 3; 10.0.0.2 answers none of 3',
  ],
])('NP-06 %j with %j is %s', (rule, reached, result, detail) => {
  expect(judgeReach(rule, reached)).toEqual({ result, detail });
});
