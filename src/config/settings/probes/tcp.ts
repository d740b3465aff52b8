import { block, EXPECTATION, integer, rows, WORD } from '../setting.ts';
import { PATH_ROWS } from './endpoint.ts';

/** `tcp` in a `check`. */
export const TCP_SETTINGS = rows('tcp', [
  ['A', 'host', WORD, '127.0.0.1', 'address or name to connect to'],
  ['A', 'port', integer(1, 65_535), '', 'port to connect to'],
  ['A', 'send', WORD, '', 'text to send once connected; \\r \\n \\t \\0 \\\\ \\xHH are decoded'],
  ['A', 'expect', EXPECTATION, '', 'what the first 4 KiB of the answer must hold'],
  ['A', 'tls', block('tls'), '', 'speak TLS'],
  ...PATH_ROWS,
]);
