import type { Code } from '../codes.ts';
import type { Details, Report } from '../diagnostic.ts';
import type { Span } from '../source.ts';

/** Remarks about keepalived's own reading of its own syntax; nothing of it holds for a cluster file. */
const KEEPALIVED_ONLY: ReadonlySet<Code> = new Set<Code>([
  'CONF-010',
  'CONF-012',
  'CONF-018',
  'CONF-107',
  'CONF-214',
  'CONF-301',
  'CONF-324',
  // There a password may stand in a file of its own.
  'CONF-902',
]);

/** What is judged with all nodes in view instead. */
const ONE_NODE_ONLY: ReadonlySet<Code> = new Set<Code>(['CONF-605', 'CONF-612']);

/** Advice whose wording in the catalogue is keepalived's syntax. */
const HELP: Readonly<Partial<Record<Code, string>>> = {
  'CONF-201': 'a plain number; a time may have a unit: 500ms, 2s, 1m',
  'CONF-303': 'add it to track_script or track_check',
  'CONF-304': 'add script: /PATH/PROGRAM',
  'CONF-401': 'add virtual_router_id: NUMBER, 1 to 255',
  'CONF-402': 'add interface: NAME, here or in the node',
  'CONF-413': 'write both auth_type: PASS and auth_pass',
  'CONF-416': 'write unicast: true, or a list under unicast_peer',
  'CONF-420': 'add virtual_ipaddress: [ADDRESS/LENGTH]',
  'CONF-601': 'write {name: NAME, weight: NUMBER}',
};

/** `lone`: this host is all there is in the file. */
export type View = 'lone' | 'cluster';

/** A reporter for what composers and rules made for keepalived.conf say: without what keepalived would do. */
export function clusterReport(report: Report, view: View, masked: (text: string) => string): Report {
  return (code, span, message, details = {}) => {
    if (KEEPALIVED_ONLY.has(code) || (view === 'cluster' && ONE_NODE_ONLY.has(code))) return;
    report(code, span, masked(message), inYaml(code, details, masked));
  };
}

function inYaml(code: Code, { help, note: _note, ...rest }: Details, masked: (text: string) => string): Details {
  const written = HELP[code] ?? help?.replace(/^for example: (\w+) (.+)$/, 'for example: $1: $2');
  return { ...rest, ...(written === undefined ? {} : { help: masked(written) }) };
}

const keyOf = (code: Code, span: Span): string => `${code} ${span.file} ${span.start} ${span.end}`;

/**
 * Reporters for node after node: what an earlier node has drawn at the same place is not said again, and what only a
 * later one draws names it.
 */
export function reportersByNode(report: Report): (node: string) => Report {
  const drawn = new Set<string>();
  let first: string | undefined;
  return (node) => {
    first ??= node;
    const before = new Set(drawn);
    return (code, span, message, details) => {
      const key = keyOf(code, span);
      if (before.has(key)) return;
      drawn.add(key);
      report(code, span, node === first ? message : `${message} (node ${node})`, details);
    };
  };
}
