import { expect, test } from 'vitest';
import { isTimeZone, offsetMinutes, wallTime } from '../../../src/health/time/wall-clock.ts';

test.each(['Europe/Berlin', 'UTC', 'Etc/GMT+2', 'America/Argentina/Buenos_Aires'])('%s is a time zone', (name) => {
  expect(isTimeZone(name)).toBe(true);
});

test.each(['', 'Nope/Zone', '+02:00', '-0500', 'local', ' Europe/Berlin', 'constructor'])('%j is none', (name) => {
  expect(isTimeZone(name)).toBe(false);
});

test('the wall clock of a zone, midnight being hour 0', () => {
  expect(wallTime('Europe/Berlin', Date.parse('2026-03-29T22:00:00Z'))).toEqual({
    minute: 0,
    hour: 0,
    day: 30,
    month: 3,
    weekday: 1,
  });
  expect(wallTime('UTC', Date.parse('2026-12-31T23:59:59.999Z'))).toMatchObject({ minute: 59, hour: 23, day: 31 });
});

test.each([
  ['UTC', '2026-01-01T00:00:00Z', 0],
  ['Europe/Berlin', '2026-07-01T00:00:00Z', 120],
  ['America/New_York', '2026-01-03T23:30:00Z', -300],
  ['Pacific/Chatham', '2026-01-03T23:30:00Z', 825],
  ['Pacific/Kiritimati', '2026-01-03T12:00:00Z', 840],
  ['Pacific/Pago_Pago', '2026-01-04T05:00:00Z', -660],
  ['Asia/Kathmandu', '2026-01-04T05:00:00Z', 345],
])('%s at %s is %i minutes ahead', (zone, at, minutes) => expect(offsetMinutes(zone, Date.parse(at))).toBe(minutes));
