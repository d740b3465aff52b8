import type { CheckConfig, CheckGroup } from '../check.ts';
import { type HostItem, itemsOnlyIn, itemText } from '../host/item.ts';
import type { InstanceConfig, SyncGroup } from '../instance.ts';
import type { Model } from '../model.ts';

/** What a reload would change, one line each, in words. Empty: nothing. Order: instances, statics, checks, groups, sync groups, the rest. */
export function diffModels(running: Model, wanted: Model): readonly string[] {
  return [
    ...diffNamed('instance', running.instances, wanted.instances),
    ...diffItems('static', running.statics, wanted.statics),
    ...diffNamed('check', running.checks, wanted.checks),
    ...diffNamed('group', running.groups, wanted.groups),
    ...diffNamed('sync group', running.syncGroups, wanted.syncGroups),
    ...diffFields('global', globalsOf(running), globalsOf(wanted)),
  ];
}

function globalsOf(model: Model): object {
  const {
    instances: _instances,
    statics: _statics,
    checks: _checks,
    groups: _groups,
    syncGroups: _syncGroups,
    ...globals
  } = model;
  return globals;
}

/** Routes and rules by what people call them, not field by field. */
const diffItems = (owner: string, before: readonly HostItem[], after: readonly HostItem[]): readonly string[] => [
  ...itemsOnlyIn(before, after).map((item) => `${owner} ${itemText(item)} removed`),
  ...itemsOnlyIn(after, before).map((item) => `${owner} ${itemText(item)} added`),
];

function diffNamed(
  kind: 'instance' | 'check' | 'group' | 'sync group',
  before: readonly Named[],
  after: readonly Named[],
): readonly string[] {
  const gone = before.filter((old) => !after.some((one) => one.name === old.name));
  const changes = after.flatMap((one) => {
    const old = before.find((each) => each.name === one.name);
    if (old === undefined) return [`${kind} ${one.name} added`];
    const owner = `${kind} ${one.name}`;
    const [carried, carries] = [carriedOf(old), carriedOf(one)];
    return [...diffFields(owner, withoutCarried(old), withoutCarried(one)), ...diffItems(owner, carried, carries)];
  });
  return [...gone.map((old) => `${kind} ${old.name} removed`), ...changes];
}

const carriedOf = (one: Named): readonly HostItem[] => ('carried' in one ? one.carried : []);

const withoutCarried = (one: Named): object => ('carried' in one ? { ...one, carried: [] } : one);

type Named = InstanceConfig | CheckConfig | CheckGroup | SyncGroup;

function diffFields(owner: string, before: object, after: object): readonly string[] {
  const [old, one] = [Object.entries(before), Object.entries(after)];
  const names = new Set([...old, ...one].map(([name]) => name));
  return [...names].flatMap((name) => {
    const [was, is] = [valueOf(old, name), valueOf(one, name)];
    if (was === is) return [];
    // A password must not reach a log, neither the old nor the new one.
    return [name === 'authentication' ? `${owner}: authentication changed` : `${owner}: ${name} ${was} -> ${is}`];
  });
}

function valueOf(entries: readonly [string, unknown][], name: string): string {
  const value = entries.find(([each]) => each === name)?.[1];
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'not set');
}
