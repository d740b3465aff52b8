import {
  ADDRESS,
  BOOLEAN,
  duration,
  integer,
  oneOf,
  PUBLIC_FILE,
  type Row,
  rows,
  SECRET_FILE,
  WORD,
} from '../setting.ts';

const LONGEST_MS = 600_000;
const DAYS_MAX = 3650;

/** How a probe gets to its peer, and how long that may take. */
export const PATH_ROWS: readonly Row[] = [
  ['A', 'from', ADDRESS, 'as the kernel chooses', 'source address; not the VIP, which moves'],
  ['A', 'ip_version', oneOf('4', '6'), '4', 'family that a name is resolved to'],
  ['A', 'warn_over', duration(1, LONGEST_MS), 'off', 'a slower answer is a warning'],
  ['A', 'bad_over', duration(1, LONGEST_MS), 'off', 'a slower answer is a failure'],
];

/** `tls` in a probe. */
export const TLS_SETTINGS = rows('tls', [
  ['A', 'verify', BOOLEAN, 'on', 'whether the certificate must be valid and for this name'],
  ['A', 'servername', WORD, 'the host, where it is a name', 'name asked for, and demanded of the certificate'],
  ['A', 'ca', PUBLIC_FILE, 'of Node.js', 'file with the authorities to trust'],
  ['A', 'min_days_left', integer(0, DAYS_MAX), '14', 'fewer days until the certificate ends are a warning'],
  ['A', 'cert', PUBLIC_FILE, '', 'certificate to show to the server'],
  ['A', 'key', SECRET_FILE, '', 'private key of that certificate'],
]);
