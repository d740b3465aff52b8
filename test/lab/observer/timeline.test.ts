import { expect, test } from 'vitest';
import type { Report } from '../../../src/lab/observer/messages.ts';
import { renderTimeline } from '../../../src/lab/observer/timeline.ts';

const S = 1_000_000;
const run = (outcome: string, fromS: number, toS: number) => ({
  outcome,
  fromUs: fromS * S,
  toUs: toS * S,
  samples: 1,
});
const report: Report = {
  fromUs: 100 * S,
  toUs: 116 * S,
  answers: [run('nobody', 100, 101), run('web1', 101, 108), run('nobody', 108, 108.012), run('web2', 108.012, 116)],
  http: [
    run('timeout', 100, 102),
    run('200 web1', 102, 107),
    run('ECONNREFUSED', 107, 108),
    run('timeout', 108, 108.25),
    run('200 web2', 108.25, 116),
  ],
  holdings: [
    { host: 'web1', fromUs: 101 * S, toUs: 108 * S },
    { host: 'web2', fromUs: 108 * S, toUs: 116 * S },
  ],
  overlaps: [],
  gaps: [],
};
const subject = {
  vip: '10.77.0.50',
  nodes: ['web1', 'web2'],
  happenings: [
    { atUs: 107 * S, where: 'lab', what: 'kills nginx on web1' },
    { atUs: 99 * S, where: 'web1', what: 'is older than the report' },
  ],
};

test('a timeline tells all events in order, draws who held the VIP, and says how long the client noticed', () => {
  expect(renderTimeline(report, subject).trim()).toBe(
    `
      time  where   what
   1.000 s  web1    has 10.77.0.50
   2.000 s  client  gets the page of web1
   7.000 s  lab     kills nginx on web1
   7.000 s  client  gets no page for 1.25 s (ECONNREFUSED, timeout)
   8.000 s  web1    gives 10.77.0.50 up
   8.000 s  web2    has 10.77.0.50
   8.250 s  client  gets the page of web2

Who held 10.77.0.50 (█), and whose page the client got (1 web1, 2 web2, × none):
  web1    ····████████████████████████████································
  web2    ································████████████████████████████████
  client  ××××××××11111111111111111111×××××2222222222222222222222222222222
          0 s                                                       16.0 s

10.77.0.50 was held by web1 7.0 s, web2 8.0 s; by two nodes at once never.
The client got no page: once, for 1.25 s (a request each 20 ms).
The address did not answer: once, for 12 ms (a datagram each millisecond).
`.trim(),
  );
});

test('a service that never came is not taken for one that never failed', () => {
  const text = renderTimeline({ ...report, http: [run('timeout', 100, 116)], answers: [] }, subject);
  expect(text).toContain('The client got no page: all the time');
  expect(text).toContain('The address did not answer: all the time');
});

test('two holders at once and an outage that has not ended are said plainly', () => {
  const both = { hosts: ['web1', 'web2'], fromUs: 108 * S, toUs: 108.5 * S };
  const http = [run('200 web1', 100, 110), run('timeout', 110, 116)];
  const text = renderTimeline({ ...report, overlaps: [both], http }, subject);
  expect(text).toContain('by two nodes at once for 500 ms.');
  expect(text).toContain('client  gets no page for 6.00 s and longer (timeout)');
});
