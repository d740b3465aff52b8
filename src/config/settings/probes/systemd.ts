import { ANY_COUNT, integer, rows, WORD } from '../setting.ts';

/** `systemd` in a `check`. */
export const SYSTEMD_SETTINGS = rows('systemd', [
  ['A', 'unit', WORD, '', 'name of the unit; without a suffix it is a .service'],
  ['A', 'substate', WORD, 'running', 'what SubState must be, or any; units other than services: any'],
  ['A', 'warn_restarts', integer(1, ANY_COUNT), '', 'restarts by systemd itself from which it is a warning'],
]);
