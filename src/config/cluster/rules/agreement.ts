import type { InstanceConfig } from '../../../model/instance.ts';
import type { Report } from '../../diagnostic.ts';
import type { Span } from '../../source.ts';
import { addressIn } from '../nodes/read-nodes.ts';
import type { Member } from './judge-nodes.ts';

/** What peers refuse, or do not hear, when it differs: keyword, and how it is shown. */
const MUST_AGREE: readonly { readonly keyword: string; readonly shown: (config: InstanceConfig) => string }[] = [
  { keyword: 'virtual_router_id', shown: ({ vrid }) => String(vrid) },
  { keyword: 'version', shown: ({ version }) => String(version) },
  { keyword: 'advert_int', shown: ({ advertIntervalCs }) => `${advertIntervalCs / 100} s` },
  { keyword: 'v3_checksum_as_v2', shown: ({ v3Checksum }) => v3Checksum },
  {
    keyword: 'unicast_peer',
    shown: ({ cast }) => (cast.mode === 'unicast' ? 'unicast' : `multicast to ${cast.group}`),
  },
  {
    keyword: 'virtual_ipaddress',
    shown: ({ vips }) =>
      vips
        .map(({ address }) => address)
        .toSorted()
        .join(', ') || 'none',
  },
];

/** What must be equal on all nodes, and what must not be. */
export function judgeAgreement(members: readonly Member[], report: Report): void {
  const [first, ...others] = members;
  if (first === undefined) return;
  for (const other of others) {
    for (const { keyword, shown } of MUST_AGREE) {
      const [here, there] = [shown(first.config), shown(other.config)];
      if (here !== there)
        reportDifference(
          keyword,
          [first, other],
          `${here} on ${first.node.name}, ${there} on ${other.node.name}`,
          report,
        );
    }
    judgePassword(first, other, report);
  }
  judgePriorities(members, report);
  judgeWishes(members, report);
  judgePeers(members, report);
}

/** Never shows a password. */
function judgePassword(first: Member, other: Member, report: Report): void {
  const marks = [first, other].map(({ config: { authentication } }) =>
    authentication.type === 'pass' ? `pass ${authentication.password}` : 'none',
  );
  if (marks[0] !== marks[1]) {
    reportDifference(
      'authentication',
      [first, other],
      `not the same on ${first.node.name} and ${other.node.name}`,
      report,
    );
  }
}

function reportDifference(
  keyword: string,
  [first, other]: readonly [Member, Member],
  message: string,
  report: Report,
): void {
  const related = [{ span: placeOf(first, keyword), message: `on ${first.node.name}` }];
  report('CONF-607', placeOf(other, keyword), `${keyword} of "${other.config.name}": ${message}`, { related });
}

/** Where a node sets a keyword of an instance; the instance's name when it says nothing. */
const placeOf = ({ instance }: Member, keyword: string): Span =>
  instance.settings.entry(keyword)?.node.keyword.span ?? instance.nameSpan;

function judgePriorities(members: readonly Member[], report: Report): void {
  const first = new Map<number, Member>();
  for (const member of members) {
    const { basePriority } = member.config;
    const before = first.get(basePriority);
    if (before === undefined) {
      first.set(basePriority, member);
      continue;
    }
    const message = `"${member.config.name}" has priority ${basePriority} on ${before.node.name} and on ${member.node.name}`;
    const related = [{ span: placeOf(before, 'priority'), message: `on ${before.node.name}` }];
    report('CONF-608', placeOf(member, 'priority'), message, { related });
  }
}

function judgeWishes(members: readonly Member[], report: Report): void {
  const [first, second] = members.filter(({ instance }) => instance.settings.text('state') === 'MASTER');
  if (first === undefined || second === undefined) return;
  const message = `${first.node.name} and ${second.node.name} both ask for MASTER of "${first.config.name}"`;
  report('CONF-610', placeOf(second, 'state'), message);
}

/** Every list of peers must have its answer in the list of the other node. */
function judgePeers(members: readonly Member[], report: Report): void {
  for (const member of members) {
    for (const other of members) {
      if (member === other || !sendsTo(member, other) || sendsTo(other, member)) continue;
      const message = `"${member.config.name}": ${member.node.name} sends to ${other.node.name}, but not the reverse`;
      report('CONF-609', placeOf(other, 'unicast_peer'), message);
    }
  }
}

function sendsTo({ config: { cast } }: Member, { config: { sourceAddress, family }, node }: Member): boolean {
  const address = sourceAddress === 'interface' ? addressIn(node, family)?.text : sourceAddress;
  return cast.mode === 'unicast' && cast.peers.some((peer) => peer.address === address);
}
