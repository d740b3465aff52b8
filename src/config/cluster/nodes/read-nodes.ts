import type { IpFamily } from '../../../model/address.ts';
import type { Report } from '../../diagnostic.ts';
import { parseIp } from '../../keepalived/block/ip.ts';
import { addressOf } from '../../keepalived/block/values.ts';
import { nearestWord } from '../../nearest-word.ts';
import { clusterSettingsOf } from '../../settings/cluster.ts';
import { reportForm } from '../tree/scalar.ts';
import { entryOf, isNothing, mapAt, wordOf, type YamlEntry, type YamlMap, type YamlScalar } from '../text/value.ts';

const NODES_MAX = 32;
const KEYS = [...clusterSettingsOf('node').map(({ keyword }) => keyword), 'allow'];

/** One entry of `nodes`. */
export interface ClusterNode {
  readonly name: string;
  readonly span: YamlScalar['span'];
  /** `address` and `address6`, in the form that addresses are compared in. */
  readonly addresses: readonly YamlScalar[];
  /** What is different on this node. */
  readonly own: YamlMap;
}

/** The nodes of a cluster file; none when it speaks of a single host. Source: `keepalived-conf.md` 6.4. */
export function readNodes(root: YamlMap, report: Report): readonly ClusterNode[] {
  const entry = entryOf(root, 'nodes');
  if (entry === undefined || isNothing(entry.value)) return [];
  if (entry.value.kind !== 'map') {
    reportForm(entry.key, entry.value, 'a map of names', report);
    return [];
  }
  const { entries } = entry.value;
  const surplus = entries[NODES_MAX];
  if (surplus !== undefined) report('CONF-132', surplus.key.span, `more than ${NODES_MAX} nodes`);
  const nodes = entries
    .slice(0, NODES_MAX)
    .filter(({ key }) => key.text !== 'allow')
    .flatMap((node) => readNode(node, root, report) ?? []);
  reportTwins(nodes, ({ name }) => [name.toLowerCase()], 'name', report);
  reportTwins(nodes, ({ addresses }) => addresses.map(({ text }) => text), 'address', report);
  return nodes;
}

function readNode({ key, value }: YamlEntry, root: YamlMap, report: Report): ClusterNode | undefined {
  const own: YamlMap | undefined =
    value.kind === 'map' ? value : isNothing(value) ? { kind: 'map', entries: [], span: value.span } : undefined;
  if (own === undefined) {
    reportForm(key, value, 'a map', report);
    return undefined;
  }
  for (const entry of own.entries) judgeKey(entry, root, report);
  const addresses = ['address', 'address6'].flatMap((word) => readAddress(own, word, report) ?? []);
  return { name: key.text, span: key.span, addresses, own };
}

function readAddress(own: YamlMap, word: string, report: Report): YamlScalar | undefined {
  const value = entryOf(own, word)?.value;
  if (value?.kind !== 'scalar' || isNothing(value)) return undefined;
  const ip = addressOf(wordOf(value), report);
  if (ip === undefined) return undefined;
  if (word === 'address6' && ip.family !== 6) report('CONF-206', value.span, `"${value.text}" is not an IPv6 address`);
  return { ...value, text: ip.address };
}

/** The address of a node that instances of a family use. */
export const addressIn = ({ addresses }: ClusterNode, family: IpFamily): YamlScalar | undefined =>
  addresses.find(({ text }) => parseIp(text)?.family === family);

function judgeKey({ key, value }: YamlEntry, root: YamlMap, report: Report): void {
  if (!KEYS.includes(key.text)) {
    const meant = nearestWord(key.text, KEYS);
    const help = meant === undefined ? `a node has ${KEYS.join(', ')}` : `did you mean "${meant}"?`;
    report('CONF-101', key.span, `unknown keyword "${key.text}" in a node`, { help });
  } else if (key.text === 'vrrp_instance' || key.text === 'global_defs') {
    if (value.kind !== 'map' && !isNothing(value)) reportForm(key, value, 'a map', report);
    if (key.text === 'vrrp_instance' && value.kind === 'map') judgeInstances(value, root, report);
  } else if (key.text !== 'allow' && (value.kind !== 'scalar' || isNothing(value))) {
    reportForm(key, value, 'one value', report);
  }
}

/** A name that only a node has is a slip of the pen: the other nodes would not share that instance. */
function judgeInstances(own: YamlMap, root: YamlMap, report: Report): void {
  const names = mapAt(root, 'vrrp_instance')?.entries.map(({ key }) => key.text) ?? [];
  for (const { key } of own.entries) {
    if (names.includes(key.text)) continue;
    const meant = nearestWord(key.text, names);
    const help = meant === undefined ? {} : { help: `did you mean "${meant}"?` };
    report('CONF-137', key.span, `there is no vrrp_instance "${key.text}" to differ from`, help);
  }
}

function reportTwins(
  nodes: readonly ClusterNode[],
  marksOf: (node: ClusterNode) => readonly string[],
  what: 'name' | 'address',
  report: Report,
): void {
  const first = new Map<string, ClusterNode>();
  for (const [node, mark] of nodes.flatMap((each) => marksOf(each).map((one) => [each, one] as const))) {
    const before = first.get(mark);
    if (before === undefined) {
      first.set(mark, node);
      continue;
    }
    const same = what === 'address' ? `address ${mark}` : 'name';
    const related = [{ span: before.span, message: 'the other' }];
    report('CONF-139', node.span, `nodes "${before.name}" and "${node.name}" have the same ${same}`, { related });
  }
}
