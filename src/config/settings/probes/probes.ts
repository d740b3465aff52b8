import { TCP_SETTINGS } from './tcp.ts';

/** The blocks of probes that need no process. */
export const PROBE_SETTINGS = [...TCP_SETTINGS];
