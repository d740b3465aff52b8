import { listeningDevice, sendingDevice } from '../host/vmac.ts';
import type { InstanceConfig } from '../instance.ts';

/** What a reload means for the instances, by name. */
export interface Fates {
  /** Another virtual router now: the old one leaves, with priority 0 and without its addresses, and a new one begins. */
  readonly anew: readonly string[];
  readonly added: readonly string[];
  readonly ended: readonly string[];
  /** Keep their state, and take over what has changed. */
  readonly changed: readonly string[];
  readonly untouched: readonly string[];
}

/**
 * What makes a virtual router the same one after a reload (`vrrp.md` 3.8): when it differs the old one is removed and a
 * new one started.
 */
export function identityOf(config: InstanceConfig): string {
  const cast = config.cast.mode === 'multicast' ? `multicast ${config.cast.group}` : 'unicast';
  const devices = [config.interface, listeningDevice(config), sendingDevice(config)];
  return [config.name, ...devices, config.vrid, config.version, `IPv${config.family}`, cast].join(' ');
}

/** Who begins anew, who goes on, and who notices nothing, in the order of the configurations. */
export function fatesOf(running: readonly InstanceConfig[], wanted: readonly InstanceConfig[]): Fates {
  const before = new Map(running.map((config) => [config.name, config]));
  const after = new Set(wanted.map(({ name }) => name));
  const fates = wanted.map((config) => ({ name: config.name, fate: fateOf(before.get(config.name), config) }));
  const those = (of: Fate): readonly string[] => fates.flatMap(({ name, fate }) => (fate === of ? [name] : []));
  return {
    anew: those('anew'),
    added: those('added'),
    ended: running.flatMap(({ name }) => (after.has(name) ? [] : [name])),
    changed: those('changed'),
    untouched: those('untouched'),
  };
}

type Fate = Exclude<keyof Fates, 'ended'>;

function fateOf(before: InstanceConfig | undefined, after: InstanceConfig): Fate {
  if (before === undefined) return 'added';
  if (identityOf(before) !== identityOf(after)) return 'anew';
  return JSON.stringify(before) === JSON.stringify(after) ? 'untouched' : 'changed';
}

const NAMES_SHOWN = 20;

const SAYINGS: readonly (readonly [keyof Fates, string])[] = [
  ['anew', 'starts anew: as master it says priority 0 and gives its addresses up first'],
  ['added', 'begins'],
  ['ended', 'ends: as master it says priority 0 and gives its addresses up'],
  ['changed', 'goes on in its state, with the changes'],
  ['untouched', 'untouched'],
];

/** One line for each fate that somebody has. */
export const fatesText = (fates: Fates): readonly string[] =>
  SAYINGS.filter(([fate]) => fates[fate].length > 0).map(([fate, says]) => `${namesText(fates[fate])}: ${says}`);

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  const more = names.length - NAMES_SHOWN;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
