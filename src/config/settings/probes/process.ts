import { BOOLEAN, EXPECTATION, integer, PATH, rows, WORD } from '../setting.ts';

const ANY_PROCESSES = 65_535;

/** `process` in a `check`. */
export const PROCESS_SETTINGS = rows('process', [
  ['A', 'pidfile', PATH, '', 'file that holds the process number'],
  ['A', 'name', WORD, '', 'name as ps -o comm shows it; beside pidfile: what the process must be called'],
  ['A', 'exe', PATH, '', 'file that the process runs, links resolved'],
  ['A', 'cmdline', EXPECTATION, '', 'text or /pattern/ that the command line holds'],
  ['A', 'min', integer(0, ANY_PROCESSES), '1', 'least number of live processes'],
  ['A', 'max', integer(0, ANY_PROCESSES), 'unlimited', 'largest number of live processes'],
  ['A', 'children', integer(0, ANY_PROCESSES), '0', 'least number of live children of each of them'],
  ['A', 'event_decides', BOOLEAN, 'on', 'a death that is seen as it happens needs no fall'],
]);
