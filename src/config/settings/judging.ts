import { ANY_COUNT, block, BOOLEAN, COMMAND, CRON, duration, FLAG, integer, oneOf, QUORUM } from './setting.ts';
import { type Grammar, type Row, rows, USER, weight, WORD } from './setting.ts';

const S = 1000;
const MINUTE = 60 * S;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A hold must end while somebody may still be looking for the reason. */
const HOLD_MAX = 10 * MINUTE;

/**
 * How a check's results become a state, in keepalived's words. `time`: in its own blocks plain seconds, elsewhere with a
 * unit; `limit`: the timeout where none is written.
 */
export const counting = (time: Grammar, limit: string): readonly Row[] => [
  ['A', 'interval', time, '1', 'time from start to start'],
  ['A', 'timeout', time, limit, 'time until a run counts as failed'],
  ['A', 'rise', integer(1, ANY_COUNT), '1', 'successes in a row to become good'],
  ['A', 'fall', integer(1, ANY_COUNT), '1', 'failures in a row to become bad'],
  ['A', 'weight', weight(253), '0', 'what the result adds to the priority; 0: bad is FAULT'],
  ['A', 'init_fail', FLAG, 'off', 'start as failed'],
];

/** The same, in words that vipward adds: one list for commands and for probes that need no process. */
export const judging = (first: 'decides' | 'counts'): readonly Row[] => [
  ['A', 'interval_changing', duration(10, HOUR), 'interval', 'the interval after a result that contradicts the state'],
  ['A', 'interval_down', duration(10, HOUR), 'interval', 'the interval while down'],
  ['A', 'schedule', CRON, '', 'times to run at instead of an interval: five fields of cron'],
  ['A', 'time_zone', WORD, 'that of global_defs', 'zone of schedule, during and except, such as Europe/Berlin'],
  ['A', 'initial_delay', duration(0, HOUR), '0', 'no run before this much time after the start'],
  ['A', 'first', oneOf('decides', 'counts'), first, 'whether the first result alone decides, or rise and fall count'],
  ['A', 'warn_weight', integer(-253, 253), 'as when good', 'what a warning adds to the priority'],
  ['A', 'on_error', oneOf('fail', 'hold', 'ignore'), 'fail', 'what a check that is itself broken counts as'],
  ['A', 'hold_limit', duration(1, HOLD_MAX), '', 'on_error hold: how long the last real result stands'],
  ['A', 'i_know', FLAG, 'off', 'on_error ignore: also where nothing else guards the instance'],
  ['A', 'stale_after', duration(10, 400 * DAY), '3 intervals', 'age of the last result from which it counts as down'],
  ['A', 'flap', BOOLEAN, 'off', 'wait longer for good after it went down again and again'],
  ['A', 'flap_half_life', duration(S, HOUR), '60s', 'flap: time in which half of the past is forgotten'],
  ['A', 'flap_hold', duration(S, HOUR), '5m', 'flap: longest wait for good'],
  ['A', 'needs', block('names'), '', 'checks that must be good, or this one is not asked'],
  ['A', 'blocked', oneOf('down', 'hold'), 'down', 'what it counts as while one of needs is down'],
  ['A', 'blocked_limit', duration(1, HOLD_MAX), '', 'blocked hold: how long the last state stands'],
  ['A', 'during', block('windows'), 'always', 'when it is asked: cron patterns, or from PATTERN for TIME'],
  ['A', 'except', block('windows'), 'never', 'when it is not asked, in the same words'],
  ['A', 'outside', oneOf('good', 'bad', 'hold'), '', 'what it counts as while it is not asked'],
  ['A', 'maintenance', oneOf('frozen', 'good', 'bad'), 'frozen', 'what it counts as in maintenance'],
  ['A', 'recover', block('recover'), '', 'how the service is helped up before its failure counts'],
  ['A', 'on_change', COMMAND, '', 'runs at each change, with name, old and new state and reason', { repeat: 'first' }],
];

/** `recover` in a check; checks.md 6.2. */
export const RECOVER_SETTINGS = rows('recover', [
  ['A', 'run', COMMAND, '', 'what helps the service up, one quoted word'],
  ['A', 'user', USER, 'script_user', 'who it runs as'],
  ['A', 'within', duration(0, HOLD_MAX), '', 'how long the failure is held back; 0: it counts at once'],
  ['A', 'attempts', integer(1, 100), '2', 'attempts until failure_timeout has passed'],
  ['A', 'backoff', duration(0, HOUR), '1s', 'pause before the second attempt; doubled each time'],
  ['A', 'max_backoff', duration(0, HOUR), '30s', 'longest pause between attempts'],
  ['A', 'settle', duration(0, HOUR), '1s', 'pause between the end of run and the next look'],
  ['A', 'failure_timeout', duration(S, DAY), '10m', 'time without failure after which attempts count from 0'],
]);

/** `check_group`: several checks that are tracked as one. */
export const CHECK_GROUP_SETTINGS = rows('check_group', [
  ['A', 'of', block('names'), '', 'checks and groups that belong to it'],
  ['A', 'need', QUORUM, 'all', 'how many must be good: any, all, majority, at_least N'],
  ['A', 'weight', weight(253), '0', 'what the result adds to the priority; 0: bad is FAULT'],
  ['A', 'warn_weight', integer(-253, 253), 'as when good', 'what a warning adds to the priority'],
]);
