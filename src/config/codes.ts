import { ADDRESS_CODES } from './codes/addresses.ts';
import { CHECK_CODES } from './codes/checks.ts';
import { CLUSTER_CODES } from './codes/cluster.ts';
import { INSTANCE_CODES } from './codes/instances.ts';
import { PROBE_CODES } from './codes/probes.ts';
import { SCRIPT_CODES } from './codes/scripts.ts';
import { SERVICE_PROBE_CODES } from './codes/service-probes.ts';
import { STRUCTURE_CODES } from './codes/structure.ts';
import { SUPPORT_CODES } from './codes/support.ts';
import { TEXT_CODES } from './codes/text.ts';
import { TRACKING_CODES } from './codes/tracking.ts';
import { VALUE_CODES } from './codes/values.ts';

/**
 * Every code a configuration can draw: default severity, what is wrong in general, what to do in general.
 * Codes are stable and never used again for something else. Source: `keepalived-conf.md` 5.
 */
export const CODES = {
  ...TEXT_CODES,
  ...STRUCTURE_CODES,
  ...CLUSTER_CODES,
  ...VALUE_CODES,
  ...SCRIPT_CODES,
  ...CHECK_CODES,
  ...PROBE_CODES,
  ...SERVICE_PROBE_CODES,
  ...INSTANCE_CODES,
  ...ADDRESS_CODES,
  ...TRACKING_CODES,
  ...SUPPORT_CODES,
} as const satisfies Readonly<Record<string, CodeEntry>>;

export type Code = keyof typeof CODES;

/** One row of the catalogue. */
export interface CodeEntry {
  readonly severity: 'error' | 'warning' | 'info';
  readonly title: string;
  readonly help: string;
}
