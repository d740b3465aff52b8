import { block, integer, oneOf, rows, SECRET_FILE, WORD } from '../setting.ts';
import { PATH_ROWS } from './endpoint.ts';

/** `redis` in a `check`. */
export const REDIS_SETTINGS = rows('redis', [
  ['A', 'host', WORD, '127.0.0.1', 'address or name to connect to'],
  ['A', 'port', integer(1, 65_535), '6379', 'port to connect to'],
  ['A', 'username', WORD, 'default', 'user of an access list'],
  ['A', 'password_file', SECRET_FILE, '', 'file that holds the password'],
  ['A', 'role', oneOf('any', 'master', 'replica'), 'any', 'what the server must be'],
  ['A', 'tls', block('tls'), '', 'speak TLS'],
  ...PATH_ROWS,
]);
