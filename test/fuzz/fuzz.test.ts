import assert from 'node:assert/strict';
import { describe, expect, test } from 'vitest';
import { anyBytes, bytesLike } from './bytes.ts';
import { shares, target } from './target.ts';
import { TARGETS } from './targets.ts';

/** Half a minute of CPU; `npm run fuzz -- --cases N` takes as long as one likes. */
const CASES = 90_000;
const LIMIT_MS = 180_000;

describe('no input is too odd: neither an exception nor a wrong answer', () => {
  test.each(shares(TARGETS, CASES).map(([each, cases]) => [each.name, each, cases] as const))(
    '%s',
    (_, each, cases) => expect(() => each.run(cases)).not.toThrow(),
    LIMIT_MS,
  );
});

test('what does not hold is found, and shown in its smallest form', () => {
  const short = target({ name: 'short' }, anyBytes, (bytes) => assert.ok(bytes.length < 3));
  expect(() => short.run(100)).toThrow(/Counterexample: \[Uint8Array\.from\(\[0,0,0\]\)\]/);
  const intact = target({ name: 'intact' }, bytesLike(Uint8Array.of(1, 2, 3)), (bytes) =>
    assert.notEqual(bytes[1], 0xff),
  );
  expect(() => intact.run(5000)).toThrow(/Counterexample/);
});
