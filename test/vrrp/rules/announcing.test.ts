import { expect, test } from 'vitest';
import { announce, firstRefresh, secondBurst, secondLowerBurst, vipsOf } from '../../../src/vrrp/rules/announcing.ts';
import { caseConfig } from '../scenario/cases.ts';

const config = caseConfig({
  excludedVips: ['10.8.0.1'],
  garp: {
    masterRepeat: 5,
    masterDelayMs: 5000,
    masterRefreshMs: 60_000,
    lowerPriorityRepeat: 2,
    lowerPriorityDelayMs: 1,
  },
});
const quiet = caseConfig({
  garp: { masterRepeat: 0, masterDelayMs: 5000, masterRefreshMs: 0, lowerPriorityRepeat: 0, lowerPriorityDelayMs: 1 },
});

test('excluded addresses move with the instance and come after the advertised ones', () => {
  expect(vipsOf(config).map(({ address }) => address)).toEqual(['10.9.0.100', '10.8.0.1']);
});

test('a burst without addresses or without a repeat is none', () => {
  expect([announce([], 5), announce(vipsOf(config), 0)]).toEqual([[], []]);
  expect(announce(vipsOf(config), 5)).toEqual([{ type: 'announce', vips: vipsOf(config), repeat: 5 }]);
});

test('deadlines are counted from now in microseconds', () => {
  expect([secondBurst(config, 7), secondLowerBurst(config, 7), firstRefresh(config, 7)]).toEqual([
    { garpSecond: 5_000_007 },
    { garpLower: 1007 },
    { garpRefresh: 60_000_007 },
  ]);
});

test('what is configured away has no deadline', () => {
  expect([secondBurst(quiet, 7), secondLowerBurst(quiet, 7), firstRefresh(quiet, 7)]).toEqual([{}, {}, {}]);
  expect(secondBurst(caseConfig(), 7)).toEqual({});
});
