import { expect, test } from 'vitest';
import { NOT_RECOVERING, type RecoverAction, type Recovery } from '../../../src/health/recover/state.ts';
import { recoverText, recoveryText } from '../../../src/health/recover/words.ts';

const RULES = {
  attempts: 2,
  backoffMs: 1000,
  maxBackoffMs: 30_000,
  withinMs: 5000,
  settleMs: 1000,
  failureTimeoutMs: 600_000,
  fall: 1,
};

test.each<[RecoverAction, string]>([
  [{ type: 'holdBack', untilMs: 6000 }, 'nginx would be bad: held back for at most 5000 ms while it is recovered'],
  [{ type: 'letGo', reason: 'attempt 1 did not help' }, 'nginx counts as bad now: attempt 1 did not help'],
  [{ type: 'startRun', attempt: 1, limitMs: 5000 }, 'recovery of nginx, attempt 1, at most 5000 ms'],
  [{ type: 'ask' }, 'recovery of nginx has run: looking whether it helped'],
  [
    { type: 'recovered', attempt: 2, afterMs: 1900 },
    'nginx is good again 1900 ms after its failure (recovery attempt 2)',
  ],
  [{ type: 'giveUp', reason: 'why' }, 'recovery of nginx given up: why'],
])('%o', (action, words) => expect(recoverText('nginx', action, 1000)).toBe(words));

test.each<[Partial<Recovery>, string]>([
  [{}, ''],
  [{ attempts: 1 }, '1 of 2 recovery attempts used'],
  [{ phase: { name: 'waiting', untilMs: 1500 }, attempts: 1 }, 'next recovery attempt in 500 ms (1 of 2 used)'],
  [
    { phase: { name: 'recovering', next: 'settle' }, attempts: 1, heldUntilMs: 4000 },
    'recovering, attempt 1 of 2, held back for 3000 ms more',
  ],
  [
    { phase: { name: 'settling', untilMs: 2000 }, attempts: 2 },
    'recovery has run, attempt 2 of 2: looking whether it helped',
  ],
  [{ phase: { name: 'givenUp' }, attempts: 2 }, 'recovery given up after 2 attempts'],
])('%o', (changes, words) => {
  expect(recoveryText({ ...NOT_RECOVERING, ...changes }, RULES, 1000)).toBe(words);
});
