import type { GarpSettings, RunAs } from '../../../model/instance.ts';
import type { DumpFiles } from '../../../model/notifications.ts';
import type { Model } from '../../../model/model.ts';
import type { UserLookup } from '../../host-facts.ts';
import type { BlockSettings } from '../block/block-settings.ts';

const MS_PER_S = 1000;
/** Mode mask of scripts unless `umask` is written: files they make stay readable. keepalived's 0177 is not kept. */
const UMASK_DEFAULT = 0o022;

/** What of a model stands in `global_defs`. `fallbackRouterId` is the host name or configuration id. */
export function globalModel(
  globals: BlockSettings,
  fallbackRouterId: string,
): Pick<Model, 'routerId' | 'scriptSecurity' | 'unknownVrids' | 'dumpFiles' | 'startupDelayMs' | 'delayAfterBootMs'> {
  return {
    routerId: globals.text('router_id') ?? fallbackRouterId,
    scriptSecurity: globals.has('enable_script_security') ? 'enforce' : 'warn',
    unknownVrids: globals.has('log_unknown_vrids') ? 'log' : 'silent',
    dumpFiles: dumpFilesOf(globals),
    startupDelayMs: Math.round((globals.number('vrrp_startup_delay') ?? 0) * MS_PER_S),
    delayAfterBootMs: Math.round((globals.number('vrrp_delay_after_boot') ?? 0) * MS_PER_S),
  };
}

/** Where keepalived's signals write: in its own places. */
const dumpFilesOf = (globals: BlockSettings): DumpFiles => ({
  state: globals.text('state_dump_file') ?? '/tmp/keepalived.data',
  statistics: globals.text('stats_dump_file') ?? '/tmp/keepalived.stats',
  json: globals.text('json_dump_file') ?? '/tmp/keepalived.json',
});

export const umaskOf = (globals: BlockSettings): number => globals.number('umask') ?? UMASK_DEFAULT;

/** Who scripts run as when they name nobody: `script_user`, else `keepalived_script` where it exists, else the daemon. */
export function defaultUser(globals: BlockSettings, users: UserLookup | undefined): RunAs {
  const written = globals.user('script_user');
  if (written !== undefined) return runAs(written);
  return users?.has('keepalived_script') === true ? { user: 'keepalived_script' } : 'daemon';
}

/** A user as written. `:` and `:GROUP` forms name supplementary groups; those of the user are always set. */
export function runAs({ user, group }: { readonly user: string; readonly group?: string }): RunAs {
  const [name = user] = user.split(':');
  const plainGroup = group === undefined || group.startsWith(':') ? undefined : group.split(':')[0];
  return { user: name, ...(plainGroup === undefined ? {} : { group: plainGroup }) };
}

/** ARP pacing of an instance: its own words, else `vrrp_garp_*`, else keepalived's defaults. */
export function garpOf(own: BlockSettings, globals: BlockSettings): GarpSettings {
  const least = globals.switch('vrrp_min_garp') === 'on';
  const written = (word: string): number | undefined => own.number(word) ?? globals.number(`vrrp_${word}`);
  const repeat = (word: string, fallback: number): number => Math.max(1, written(word) ?? fallback);
  const delayMs = (word: string, fallback: number): number => (written(word) ?? fallback) * MS_PER_S;
  const masterRepeat = repeat('garp_master_repeat', least ? 1 : 5);
  const masterDelayMs = delayMs('garp_master_delay', least ? 0 : 5);
  return {
    masterRepeat,
    masterDelayMs,
    masterRefreshMs: delayMs('garp_master_refresh', 0),
    masterRefreshRepeat: repeat('garp_master_refresh_repeat', 1),
    lowerPriorityRepeat: repeat('garp_lower_prio_repeat', masterRepeat),
    lowerPriorityDelayMs: delayMs('garp_lower_prio_delay', masterDelayMs / MS_PER_S),
    intervalMs: Math.round((globals.number('vrrp_garp_interval') ?? 0) * MS_PER_S),
    neighbourAdvertIntervalMs: Math.round((globals.number('vrrp_gna_interval') ?? 0) * MS_PER_S),
  };
}
