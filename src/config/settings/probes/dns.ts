import { DNS_RCODES, DNS_TYPES } from '../../../model/probe/dns.ts';
import { EXPECTATION, integer, oneOf, rows, WORD } from '../setting.ts';
import { PATH_ROWS } from './endpoint.ts';

/** `dns` in a `check`. */
export const DNS_SETTINGS = rows('dns', [
  ['A', 'server', WORD, '', 'address of the name server'],
  ['A', 'port', integer(1, 65_535), '53', 'its port'],
  ['A', 'name', WORD, '', 'name to ask for'],
  ['A', 'type', oneOf(...DNS_TYPES), 'A', 'kind of record to ask for'],
  ['A', 'rcode', oneOf(...DNS_RCODES), 'NOERROR', 'what the server must say'],
  ['A', 'expect', EXPECTATION, '', 'what one of the records must be'],
  ['A', 'transport', oneOf('udp', 'tcp'), 'udp', 'how the question travels'],
  ...PATH_ROWS,
]);
