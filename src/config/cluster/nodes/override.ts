import type { KeywordBlock } from '../../settings/setting.ts';
import { isKeywordBlock, settingIn } from '../../settings/table.ts';
import { entryOf, mapAt, withEntries, type YamlEntry, type YamlMap, type YamlValue } from '../text/value.ts';
import type { ClusterNode } from './read-nodes.ts';

/** Sections that a node may change. */
const SECTIONS = ['global_defs', 'vrrp_instance'] as const;
/** Keys of a node that hold for all its instances. */
const FOR_ALL = ['interface', 'priority'] as const;
/** Keys of the file that are no settings of a host. */
const ABOUT_FILE = new Set(['nodes', 'include', 'allow']);

/**
 * What the file says for one node. A key counts where it stands first in this order: the node's entry for the instance,
 * the node's `interface` and `priority`, the common part. Source: `keepalived-conf.md` 6.4.
 */
export function settingsFor({ own }: ClusterNode, root: YamlMap): YamlMap {
  const common: YamlMap = { ...root, entries: root.entries.filter(({ key }) => !ABOUT_FILE.has(key.text)) };
  const forAll = FOR_ALL.flatMap((key) => entryOf(own, key) ?? []);
  const instances = entryOf(common, 'vrrp_instance');
  const withForAll: YamlMap =
    instances?.value.kind === 'map'
      ? withEntries(common, [{ ...instances, value: eachWith(instances.value, forAll) }])
      : common;
  const changes = SECTIONS.flatMap((key) => (mapAt(own, key) === undefined ? [] : (entryOf(own, key) ?? [])));
  return overlaid(withForAll, { ...own, entries: changes.map((entry) => known(entry, instances?.value)) }, 'root');
}

/** Instances that nobody defines for all nodes were reported. */
function known({ key, value }: YamlEntry, instances: YamlValue | undefined): YamlEntry {
  if (key.text !== 'vrrp_instance' || value.kind !== 'map' || instances?.kind !== 'map') return { key, value };
  const entries = value.entries.filter((entry) => entryOf(instances, entry.key.text) !== undefined);
  return { key, value: { ...value, entries } };
}

function eachWith(instances: YamlMap, entries: readonly YamlEntry[]): YamlMap {
  return {
    ...instances,
    entries: instances.entries.map(({ key, value }) => ({
      key,
      value: value.kind === 'map' ? withEntries(value, entries) : value,
    })),
  };
}

/** Blocks are merged key by key; everything else, lists too, is replaced whole. */
function overlaid(lower: YamlMap, upper: YamlMap, block: KeywordBlock | 'names', of?: KeywordBlock): YamlMap {
  const changed = upper.entries.map(({ key, value }) => {
    const before = mapAt(lower, key.text);
    if (before === undefined || value.kind !== 'map') return { key, value };
    if (block === 'names') return { key, value: overlaid(before, value, of ?? 'root') };
    const grammar = settingIn(block, key.text)?.grammar;
    if (grammar?.type !== 'block' || !isKeywordBlock(grammar.of)) return { key, value };
    const inner =
      grammar.name === 'one' ? overlaid(before, value, 'names', grammar.of) : overlaid(before, value, grammar.of);
    return { key, value: inner };
  });
  return withEntries(lower, changed);
}
