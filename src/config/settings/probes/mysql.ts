import { block, duration, integer, oneOf, PATH, rows, SECRET_FILE, WORD, WORDS } from '../setting.ts';
import { PATH_ROWS } from './endpoint.ts';

const LONGEST_LAG_MS = 86_400_000;

/** `mysql` in a `check`: MySQL, MariaDB, and mycat's two ports. */
export const MYSQL_SETTINGS = rows('mysql', [
  ['A', 'host', WORD, '127.0.0.1', 'address or name of the server'],
  ['A', 'port', integer(1, 65_535), '3306', 'its port; 9066 with mycat_heartbeat'],
  ['A', 'socket', PATH, '', 'its unix socket, in place of host and port'],
  ['A', 'user', WORD, '', 'who logs in'],
  ['A', 'password_file', SECRET_FILE, '', 'file that holds the password'],
  ['A', 'database', WORD, '', 'database to use'],
  ['A', 'query', WORD, 'select 1', 'what is asked'],
  ['A', 'expect', WORD, '', 'what the first cell of the answer must be'],
  ['A', 'expect_rows', integer(1, 1000), '', 'least number of rows'],
  ['A', 'read_only', oneOf('ok', 'warn', 'bad'), 'ok', 'what it means that the server refuses writes'],
  ['A', 'max_lag', duration(0, LONGEST_LAG_MS), '', 'it must be a replica, and not further behind'],
  ['A', 'warn_lag', duration(0, LONGEST_LAG_MS), '', 'it must be a replica; further behind is a warning'],
  ['A', 'mycat_heartbeat', WORDS, '', 'any, all, or names of data hosts that mycat must reach'],
  ['A', 'tls', block('tls'), '', 'encrypt the connection'],
  ...PATH_ROWS,
]);
