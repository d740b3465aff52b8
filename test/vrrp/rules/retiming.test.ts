import { expect, test } from 'vitest';
import type { IpAddress } from '../../../src/model/address.ts';
import type { Priority } from '../../../src/model/priority.ts';
import { listening, listeningShortly } from '../../../src/vrrp/rules/entry.ts';
import { retimed } from '../../../src/vrrp/rules/retiming.ts';
import type { Instance } from '../../../src/vrrp/state.ts';
import { createInstance } from '../../../src/vrrp/step.ts';
import { caseConfig, caseTracking } from '../scenario/cases.ts';

const config = caseConfig();
const idle = createInstance(config, caseTracking(config), '10.9.0.1' as IpAddress);
const backup = listening(idle, 0);
const shortly = listeningShortly(idle, 0);
const leaving: Instance = {
  ...backup,
  awaiting: { kind: 'departure', from: '10.9.0.2' as IpAddress, span: 'skew' },
  timers: { masterDown: 609_375 },
};

const preempting: Instance = {
  ...backup,
  awaiting: { kind: 'preemption', from: '10.9.0.2' as IpAddress, theirs: 95 as Priority, span: 'masterDown' },
};

const withPriority = (self: Instance, priority: number): Instance => ({
  ...self,
  tracking: { ...self.tracking, effectivePriority: priority as Priority },
});
const withInterval = (self: Instance, advertIntervalCs: number): Instance => ({
  ...self,
  config: { ...config, advertIntervalCs },
  masterAdvertIntervalCs: advertIntervalCs,
});

test.each([
  ['SM-35 a lower priority moves a deadline by the difference in skew', backup, withPriority(backup, 90), 3_648_437],
  ['a higher priority moves it forward', backup, withPriority(backup, 200), 3_218_750],
  ['a longer interval moves it by so many adverts', backup, withInterval(backup, 200), 6_609_375],
  ['a longer interval does not move a skew time of VRRP 2', leaving, withInterval(leaving, 200), 609_375],
  ['another priority moves a skew time', leaving, withPriority(leaving, 90), 648_437],
  ['a skew time after a VIP was taken is moved as one', shortly, withInterval(shortly, 200), 609_375],
  ['a preemption that is still one moves by the skew', preempting, withPriority(preempting, 96), 3_625_000],
])('%s', (_, before, after, masterDown) => {
  expect(retimed(before, after, 0).timers).toEqual({ masterDown });
});

test.each([95, 94])('with priority %d a master of 95 is not preempted any more, but obeyed', (priority) => {
  const after = retimed(preempting, withPriority(preempting, priority), 3_600_000);
  const down = 3_600_000 + 3_000_000 + Math.floor(((256 - priority) * 1_000_000) / 256);
  expect(after.timers).toEqual({ masterDown: down });
  expect(after.awaiting).toEqual({ kind: 'silence', sinceUs: 3_600_000, span: 'masterDown' });
  expect(after.master).toEqual({ address: '10.9.0.2', priority: 95, heardAtUs: 3_600_000 });
});

test('a deadline does not move into the past', () => {
  expect(retimed(backup, withPriority(backup, 254), 3_500_000).timers).toEqual({ masterDown: 3_500_000 });
});

test('an instance that waits for no takeover is returned as it is', () => {
  const other = withPriority(idle, 90);
  expect(retimed(idle, other, 5)).toBe(other);
});
