import { block, EXPECTATION, integer, oneOf, ranges, rows, SECRET_FILE, WORD } from '../setting.ts';
import { PATH_ROWS } from './endpoint.ts';

const BODY_MAX = 1_048_576;

/** `http` in a `check`. */
export const HTTP_SETTINGS = rows('http', [
  ['A', 'url', WORD, '', 'http:// or https:// with address or name, port, path'],
  ['A', 'method', oneOf('GET', 'HEAD', 'OPTIONS'), 'GET', 'what is asked for'],
  ['A', 'host_header', WORD, 'of the URL', 'name of the site that is asked for'],
  ['A', 'header', WORD, '', 'one more line of the request, "Name: value"', { repeat: 'merge' }],
  ['A', 'username', WORD, '', 'user of basic authentication'],
  ['A', 'password_file', SECRET_FILE, '', 'file that holds the password'],
  ['A', 'bearer_file', SECRET_FILE, '', 'file that holds a bearer token'],
  ['A', 'status', ranges(100, 599), '200-399', 'statuses that are healthy'],
  ['A', 'body', EXPECTATION, '', 'what the body must hold'],
  ['A', 'body_not', EXPECTATION, '', 'what the body must not hold'],
  ['A', 'body_limit', integer(1, BODY_MAX), '65536', 'bytes of the body that are read'],
  ['A', 'tls', block('tls'), '', 'how https is judged'],
  ...PATH_ROWS,
]);
