import { DNS_SETTINGS } from './dns.ts';
import { TLS_SETTINGS } from './endpoint.ts';
import { FILE_SETTINGS } from './file.ts';
import { HTTP_SETTINGS } from './http.ts';
import { MYSQL_SETTINGS } from './mysql.ts';
import { PROCESS_SETTINGS } from './process.ts';
import { ARP_SETTINGS, PING_SETTINGS } from './reach.ts';
import { REDIS_SETTINGS } from './redis.ts';
import { SYSTEMD_SETTINGS } from './systemd.ts';
import { TCP_SETTINGS } from './tcp.ts';

/** The blocks of probes that need no process. */
export const PROBE_SETTINGS = [
  ...TCP_SETTINGS,
  ...HTTP_SETTINGS,
  ...DNS_SETTINGS,
  ...REDIS_SETTINGS,
  ...FILE_SETTINGS,
  ...PROCESS_SETTINGS,
  ...MYSQL_SETTINGS,
  ...PING_SETTINGS,
  ...ARP_SETTINGS,
  ...SYSTEMD_SETTINGS,
  ...TLS_SETTINGS,
];
