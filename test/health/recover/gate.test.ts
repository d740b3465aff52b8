import { expect, test } from 'vitest';
import { askGate, leaveGate, OPEN_GATE, type RecoverGate } from '../../../src/health/recover/gate.ts';

function granted(gate: RecoverGate, check: string, nowMs: number): RecoverGate {
  const passage = askGate(gate, check, nowMs);
  if (passage.passage === 'denied') throw new Error(passage.reason);
  return passage.gate;
}

test('one run at a time on a host, whatever the check', () => {
  const busy = granted(OPEN_GATE, 'nginx', 1000);
  expect(askGate(busy, 'mysql', 2000)).toEqual({
    passage: 'denied',
    againAtMs: 3000,
    reason: 'nginx is being recovered',
  });
  expect(granted(leaveGate(busy), 'mysql', 2000).running).toBe('mysql');
});

test('six runs within an hour, counted from the begin of each', () => {
  let gate = OPEN_GATE;
  for (let run = 0; run < 6; run++) gate = leaveGate(granted(gate, 'nginx', run * 60_000));
  expect(askGate(gate, 'nginx', 400_000)).toEqual({
    passage: 'denied',
    againAtMs: 3_600_000,
    reason: 'this host has had 6 recovery runs within an hour',
  });
  expect(granted(gate, 'nginx', 3_600_000).startedAtMs).toHaveLength(6);
});

test('a smaller limit tells when the oldest of its runs is an hour old', () => {
  let gate = OPEN_GATE;
  for (const startMs of [0, 1000, 2000]) gate = leaveGate(granted(gate, 'nginx', startMs));
  expect(askGate(gate, 'nginx', 5000, 2)).toMatchObject({ passage: 'denied', againAtMs: 3_601_000 });
});
