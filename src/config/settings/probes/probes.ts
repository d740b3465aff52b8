import { DNS_SETTINGS } from './dns.ts';
import { TLS_SETTINGS } from './endpoint.ts';
import { FILE_SETTINGS } from './file.ts';
import { HTTP_SETTINGS } from './http.ts';
import { REDIS_SETTINGS } from './redis.ts';
import { TCP_SETTINGS } from './tcp.ts';

/** The blocks of probes that need no process. */
export const PROBE_SETTINGS = [
  ...TCP_SETTINGS,
  ...HTTP_SETTINGS,
  ...DNS_SETTINGS,
  ...REDIS_SETTINGS,
  ...FILE_SETTINGS,
  ...TLS_SETTINGS,
];
