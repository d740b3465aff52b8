import { ADDRESS, block, FLAG, integer, INTERFACE } from './setting.ts';
import { type KeywordBlock, type Row, rows, type Setting } from './setting.ts';

/** What only a cluster file has, by the block it stands in. `node` is the block of one node. */
export type ClusterBlock = KeywordBlock | 'node';

const ROOT: readonly Row[] = [
  ['A', 'nodes', block('opaque', 'one'), '', 'who takes part, and in what each node differs from the others'],
  ['A', 'include', block('names'), '', 'further files; patterns with * are allowed'],
];

const NODE: readonly Row[] = [
  ['A', 'address', ADDRESS, '', 'address of this node: it finds itself by it, and unicast peers are made of it'],
  ['A', 'address6', ADDRESS, '', 'the same for instances over IPv6, where address is of IPv4'],
  ['A', 'interface', INTERFACE, 'of the instance', 'interface of all instances on this node'],
  ['A', 'priority', integer(1, 255), 'of the instance', 'priority of all instances on this node'],
  ['A', 'vrrp_instance', block('vrrp_instance', 'one'), '', 'what is different in an instance on this node'],
  ['A', 'global_defs', block('global_defs'), '', 'what is different in global_defs on this node'],
];

const INSTANCE: readonly Row[] = [
  ['A', 'unicast', FLAG, 'false', 'adverts go to the addresses of the other nodes instead of a multicast group'],
];

const BY_BLOCK: Readonly<Partial<Record<ClusterBlock, readonly Setting[]>>> = {
  root: rows('root', ROOT),
  node: rows('root', NODE),
  vrrp_instance: rows('vrrp_instance', INSTANCE),
};

/** The rows that a block has in a cluster file alone; `keepalived-conf.md` 6.2 to 6.4. */
export const clusterSettingsOf = (of: ClusterBlock): readonly Setting[] => BY_BLOCK[of] ?? [];

/** What a cluster file means where it says nothing, and keepalived.conf means something else. */
export const CLUSTER_DEFAULTS: readonly {
  readonly block: KeywordBlock;
  readonly keyword: string;
  readonly text: string;
}[] = [
  { block: 'vrrp_script', keyword: 'first', text: 'counts' },
  { block: 'vrrp_instance', keyword: 'all_bad', text: 'keep' },
];
