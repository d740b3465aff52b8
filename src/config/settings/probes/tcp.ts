import { integer, rows, WORD } from '../setting.ts';

/** `tcp` in a `check`. */
export const TCP_SETTINGS = rows('tcp', [
  ['A', 'host', WORD, '127.0.0.1', 'address or name to connect to'],
  ['A', 'port', integer(1, 65_535), '', 'port to connect to'],
]);
