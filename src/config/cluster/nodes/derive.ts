import type { IpFamily } from '../../../model/address.ts';
import type { Report } from '../../diagnostic.ts';
import { CLUSTER_DEFAULTS } from '../../settings/cluster.ts';
import { settingIn } from '../../settings/table.ts';
import { switchOf } from '../tree/scalar.ts';
import {
  derived,
  entryOf,
  mapAt,
  textAt,
  withEntries,
  type YamlEntry,
  type YamlList,
  type YamlMap,
  type YamlScalar,
} from '../text/value.ts';
import { addressIn, type ClusterNode } from './read-nodes.ts';

/** What the file says for one node. */
export interface NodeSettings {
  readonly node: ClusterNode;
  readonly root: YamlMap;
}

const PRIORITY_DEFAULT = 100;

/**
 * Fills in what follows from the nodes being known, and what a cluster file means where it is silent: unicast peers,
 * `state`, the cluster defaults of the table. Source: `keepalived-conf.md` 6.3, 6.4.
 */
export function withDerived(all: readonly NodeSettings[], report: Report): readonly NodeSettings[] {
  const nodes = all.map(({ node }) => node);
  return all.map(({ node, root }) => {
    const derive = (name: YamlScalar, instance: YamlMap): readonly YamlEntry[] => [
      ...unicastOf(instance, node, nodes, report),
      ...stateOf(name, node, all),
    ];
    const instances = eachInstance(root, derive);
    return { node, root: withDefaults(instances) };
  });
}

/** A cluster file without `nodes` speaks of this host alone. */
export const withDefaults = (root: YamlMap): YamlMap =>
  CLUSTER_DEFAULTS.reduce((settings, { block, keyword, text }) => {
    const written = entryOf(mapAt(settings, 'global_defs'), keyword) !== undefined;
    if (written || settingIn(block, keyword) === undefined) return settings;
    return eachBlock(settings, block, (name, map) =>
      entryOf(map, keyword) === undefined ? [pair(keyword, derived(text, name.span), name)] : [],
    );
  }, root);

const eachInstance = (root: YamlMap, add: (name: YamlScalar, map: YamlMap) => readonly YamlEntry[]): YamlMap =>
  eachBlock(root, 'vrrp_instance', add);

/** Adds entries to every named block of a section. */
function eachBlock(
  root: YamlMap,
  section: string,
  add: (name: YamlScalar, map: YamlMap) => readonly YamlEntry[],
): YamlMap {
  const entry = entryOf(root, section);
  if (entry?.value.kind !== 'map') return root;
  const entries = entry.value.entries.map(({ key, value }) => ({
    key,
    value: value.kind === 'map' ? withEntries(value, add(key, value)) : value,
  }));
  return withEntries(root, [{ key: entry.key, value: { ...entry.value, entries } }]);
}

const pair = (keyword: string, value: YamlEntry['value'], at: YamlScalar): YamlEntry => ({
  key: { ...derived(keyword, at.span) },
  value,
});

/** `unicast: true`: the source is this node's address, the peers are those of the others. */
function unicastOf(
  instance: YamlMap,
  node: ClusterNode,
  nodes: readonly ClusterNode[],
  report: Report,
): readonly YamlEntry[] {
  const entry = entryOf(instance, 'unicast');
  if (entry === undefined || switchOf(entry, report) !== 'on') return [];
  const list = entryOf(instance, 'unicast_peer');
  if (list !== undefined) {
    report('CONF-106', list.key.span, 'unicast: true makes the list of peers, and here is another one', {
      severity: 'error',
      help: 'delete one of the two',
      related: [{ span: entry.key.span, message: 'unicast' }],
    });
    return [];
  }
  const family = familyIn(instance);
  const placeless = nodes.filter((each) => addressIn(each, family) === undefined);
  const kind = family === 4 ? 'address' : 'address6';
  for (const { name, span } of placeless) {
    report('CONF-138', span, `node "${name}" has no ${kind}, and unicast needs one`, { help: `add ${kind}: …` });
  }
  if (placeless.length > 0) return [];
  const others = nodes.filter((other) => other !== node).flatMap((other) => addressIn(other, family) ?? []);
  const peers: YamlList = { kind: 'list', items: others, span: entry.key.span };
  const source = entryOf(instance, 'unicast_src_ip') === undefined ? addressIn(node, family) : undefined;
  return [
    ...(others.length === 0 ? [] : [pair('unicast_peer', peers, entry.key)]),
    ...(source === undefined ? [] : [pair('unicast_src_ip', source, entry.key)]),
  ];
}

/** What the addresses of an instance say about it; the rules judge the rest later. */
function familyIn(instance: YamlMap): IpFamily {
  const vips = entryOf(instance, 'virtual_ipaddress')?.value;
  const [first] = vips?.kind === 'list' ? vips.items : vips === undefined ? [] : [vips];
  const text = first?.kind === 'map' ? textAt(first, 'address') : first?.kind === 'scalar' ? first.text : undefined;
  const native = /^(?:true|on|yes)$/.test(textAt(instance, 'native_ipv6') ?? '');
  return native || text?.includes(':') === true ? 6 : 4;
}

const priorityOf = (map: YamlMap | undefined): number => Number(textAt(map, 'priority') ?? PRIORITY_DEFAULT);

/** MASTER is the wish of the node with the highest priority, unless something was written, or somebody must not take back. */
function stateOf(
  { text: name, span }: YamlScalar,
  node: ClusterNode,
  all: readonly NodeSettings[],
): readonly YamlEntry[] {
  const instances = all.map((each) => ({ node: each.node, map: mapAt(mapAt(each.root, 'vrrp_instance'), name) }));
  const written = instances.some(({ map }) =>
    ['state', 'preempt_delay'].some((key) => entryOf(map, key) !== undefined),
  );
  const staying = instances.some(({ map }) => /^(?:true|on|yes)$/.test(textAt(map, 'nopreempt') ?? ''));
  if (written || staying || all.length < 2) return [];
  const highest = Math.max(...instances.map(({ map }) => priorityOf(map)));
  const [master, equal] = instances.filter(({ map }) => priorityOf(map) === highest);
  if (master?.node !== node || equal !== undefined || textAt(master.map, 'priority') === undefined) return [];
  return [pair('state', derived('MASTER', span), { ...derived('state', span) })];
}
