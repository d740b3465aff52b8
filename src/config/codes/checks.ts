/** How a check's results become a state (370 to 399). */
export const CHECK_CODES = {
  'CONF-370': { severity: 'error', title: 'hold without a limit', help: 'say how long the last state may stand' },
  'CONF-371': {
    severity: 'error',
    title: 'nothing would guard the instance while the check is broken',
    help: 'use on_error fail, track another check without weight, or add i_know',
  },
  'CONF-372': {
    severity: 'warning',
    title: 'a broken check leaves the sum',
    help: 'use on_error fail, unless the check is worth less than the service',
  },
  'CONF-373': {
    severity: 'error',
    title: 'exit_weights does not cover every exit code',
    help: 'add a line: default fault',
  },
  'CONF-374': { severity: 'error', title: 'exit code stands twice in exit_weights', help: 'make the ranges disjoint' },
  'CONF-375': {
    severity: 'error',
    title: 'exit_weights cannot be read',
    help: 'write a code or range and its points, -253 to 253 or fault: 3-9 -60',
  },
  'CONF-376': {
    severity: 'error',
    title: 'points come from two places',
    help: 'keep one of weight, exit_weights and weight_from',
  },
  'CONF-377': { severity: 'error', title: 'window is not complete', help: 'from "0 2 * * 6" for 3h' },
  'CONF-378': { severity: 'error', title: 'needed check is not defined', help: 'define it, or correct the name' },
  'CONF-379': { severity: 'error', title: 'checks need each other in a circle', help: 'take one of the needs away' },
  'CONF-380': { severity: 'error', title: 'checks need checks, more than 8 deep', help: 'name the last one directly' },
  'CONF-381': {
    severity: 'error',
    title: 'nothing says what counts outside the window',
    help: 'add outside good, outside bad or outside hold',
  },
  'CONF-382': {
    severity: 'error',
    title: 'not a cron pattern',
    help: 'write five fields, for example 0-59 8-17 * * 1-5',
  },
  'CONF-383': {
    severity: 'warning',
    title: 'cron pattern that may not mean what it seems to',
    help: 'write the times out',
  },
  'CONF-384': { severity: 'error', title: 'unknown time zone', help: 'write a name such as Europe/Berlin, or UTC' },
  'CONF-385': {
    severity: 'warning',
    title: 'times without a time zone',
    help: 'add time_zone to the check or to global_defs: Europe/Berlin, or UTC',
  },
  'CONF-386': {
    severity: 'error',
    title: 'argument with a NUL character',
    help: 'no program can be given one: remove it, or put it into a file',
  },
  'CONF-387': {
    severity: 'error',
    title: 'variable that a script must not be given',
    help: 'choose another name',
  },
  'CONF-388': {
    severity: 'error',
    title: 'recovery without a bound',
    help: 'add within 0, or a time such as within 5s',
  },
  'CONF-389': {
    severity: 'warning',
    title: 'recovery holds the failure back for long',
    help: 'make within at most 3 advert intervals, or accept the later failover',
  },
  'CONF-390': { severity: 'warning', title: 'word without effect', help: 'delete it, or add what it belongs to' },
  'CONF-391': { severity: 'error', title: 'recovery without a command', help: 'add a run line' },
  'CONF-392': {
    severity: 'error',
    title: 'the check reads no number',
    help: 'weight_from value needs a file check that reads one',
  },
  'CONF-393': {
    severity: 'warning',
    title: 'stale before the next result can be there',
    help: 'make stale_after longer than interval and timeout together',
  },
} as const;
