import type { Report } from '../../diagnostic.ts';
import type { InterfaceFact } from '../../host-facts.ts';
import { nearestWord } from '../../nearest-word.ts';
import type { Span } from '../../source.ts';
import type { ClusterNode } from './read-nodes.ts';

/** Who this host is, as far as that is known without the file. */
export interface ClusterSelf {
  /** `--node`, else `VIPWARD_NODE`. */
  readonly named: string | undefined;
  readonly hostName: string;
}

/**
 * The node that this host is: the one that was named; else the one with its host name, full or up to the first dot; else
 * the only one whose address is on an interface here. Reports when there is none, or when name and address disagree.
 * Source: `keepalived-conf.md` 6.4.
 * @param place where `nodes` stands
 */
export function findSelf(
  nodes: readonly ClusterNode[],
  { named, hostName }: ClusterSelf,
  interfaces: readonly InterfaceFact[],
  place: Span,
  report: Report,
): ClusterNode | undefined {
  const names = nodes.map(({ name }) => name);
  const choose = `choose with --node or VIPWARD_NODE: ${names.join(', ')}`;
  if (named !== undefined) {
    const found = nodes.find(({ name }) => name === named);
    const meant = nearestWord(named, names);
    const help = meant === undefined ? choose : `did you mean "${meant}"?`;
    if (found === undefined) report('CONF-615', place, `there is no node "${named}"`, { help });
    return found;
  }
  const here = new Set<string>(interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address)));
  const byName = byHostName(nodes, hostName);
  const byAddress = nodes.filter(({ addresses: own }) => own.some(({ text }) => here.has(text)));
  const [first, second] = byAddress;
  if (byName !== undefined && (first === undefined || byAddress.includes(byName))) return byName;
  if (byName !== undefined && first !== undefined) {
    const message = `this host is named like node "${byName.name}" and has the address of node "${first.name}"`;
    const related = [{ span: first.addresses[0]?.span ?? first.span, message: `address of "${first.name}"` }];
    report('CONF-615', byName.span, message, { help: choose, related });
    return undefined;
  }
  if (first !== undefined && second === undefined) return first;
  const addresses = [...here].filter((address) => !address.startsWith('127.')).join(', ');
  const message =
    first === undefined || second === undefined
      ? `no node matches this host: its name is ${hostName}, its addresses are ${addresses || 'not known'}`
      : `this host has the addresses of two nodes: "${first.name}" and "${second.name}"`;
  report('CONF-615', place, message, { help: choose });
  return undefined;
}

function byHostName(nodes: readonly ClusterNode[], hostName: string): ClusterNode | undefined {
  const full = hostName.toLowerCase();
  const short = full.split('.')[0];
  const named = (wanted: string | undefined): ClusterNode | undefined =>
    nodes.find(({ name }) => name.toLowerCase() === wanted);
  return named(full) ?? named(short);
}
