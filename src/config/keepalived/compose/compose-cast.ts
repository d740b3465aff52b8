import type { IpAddress, IpFamily } from '../../../model/address.ts';
import { VRRP_GROUPS } from '../../../model/address.ts';
import type { Cast, UnicastPeer } from '../../../model/instance.ts';
import type { Report } from '../../diagnostic.ts';
import type { Node } from '../tree.ts';
import type { BlockSettings } from '../block/block-settings.ts';
import { parseIp } from '../block/ip.ts';
import { addressOf, numberOf } from '../block/values.ts';

const TTL = 255;
const LINK_LOCAL_GROUP = /^ff[\da-f]2:/;

/** Where adverts go and come from: unicast peers, or a multicast group. Source: `keepalived-conf.md` 2.9. */
export function readCast(
  settings: BlockSettings,
  globals: BlockSettings,
  family: IpFamily,
  report: Report,
): { cast: Cast; source: IpAddress | 'interface' } {
  const source = readSource(settings);
  const peers = [...readPeers(settings.lines('unicast_peer'), report), ...aliasPeers(settings)];
  judgePeers(settings, peers, source, report);
  if (settings.ip('mcast_dst_ip')?.family === family) judgeGroup(settings, 'mcast_dst_ip', family, report);
  const group = groupOf(settings, 'mcast_dst_ip', family) ?? groupOf(globals, GLOBAL_GROUPS[family], family);
  const multicast: Cast = { mode: 'multicast', group: group ?? VRRP_GROUPS[family] };
  const unicast: Cast = { mode: 'unicast', peers, ttl: settings.number('unicast_ttl') ?? TTL };
  const isUnicast = peers.length > 0 || settings.has('unicast_fault_no_peer');
  return { cast: isUnicast ? unicast : multicast, source };
}

const readSource = (settings: BlockSettings): IpAddress | 'interface' =>
  ['unicast_src_ip', 'mcast_src_ip', 'vrrp_unicast_bind'].flatMap(
    (keyword) => settings.ip(keyword)?.address ?? [],
  )[0] ?? 'interface';

function groupOf(settings: BlockSettings, keyword: string, family: IpFamily): IpAddress | undefined {
  const ip = settings.ip(keyword);
  return ip?.family === family ? ip.address : undefined;
}

const GLOBAL_GROUPS: Readonly<Record<IpFamily, string>> = { 4: 'vrrp_mcast_group4', 6: 'vrrp_mcast_group6' };

/** The groups of `global_defs`; whether an instance uses one or not. */
export function judgeGlobalGroups(globals: BlockSettings, report: Report): void {
  judgeGroup(globals, GLOBAL_GROUPS[4], 4, report);
  judgeGroup(globals, GLOBAL_GROUPS[6], 6, report);
}

/** Of IPv6 only what stays on the link: a router would pass a wider group on, and drop the link-local source. */
function judgeGroup(settings: BlockSettings, keyword: string, family: IpFamily, report: Report): void {
  const [ip, span] = [settings.ip(keyword), settings.span(keyword)];
  if (ip === undefined || span === undefined) return;
  const wanted = family === 4 ? 'an IPv4' : 'a link-local IPv6';
  if (ip.family === family && (family === 4 || LINK_LOCAL_GROUP.test(ip.address))) return;
  const help = `${keyword} ${VRRP_GROUPS[family]}, or delete the line`;
  report('CONF-215', span, `"${ip.address}" is not ${wanted} multicast address`, { help });
}

function aliasPeers(settings: BlockSettings): UnicastPeer[] {
  return settings.entries('vrrp_unicast_peer').flatMap(({ value }) => {
    return value?.type === 'ip' ? [{ address: value.value.address }] : [];
  });
}

function readPeers(lines: readonly Node[], report: Report): UnicastPeer[] {
  const peers = new Map<string, UnicastPeer>();
  for (const { keyword, args } of lines) {
    const ip = addressOf(keyword, report);
    if (ip === undefined) continue;
    if (peers.has(ip.address)) report('CONF-418', keyword.span, `peer ${ip.address}: listed twice`);
    const limits = new Map<string, number>();
    for (let index = 0; index < args.length; index += 1) {
      const [option, value] = [args[index], args[index + 1]];
      if (option === undefined) break;
      if (option.text !== 'min_ttl' && option.text !== 'max_ttl') {
        report('CONF-105', option.span, `"${option.text}" is ignored`, {
          help: 'one peer per line; options: min_ttl, max_ttl',
        });
        continue;
      }
      index += 1;
      if (value === undefined) report('CONF-104', option.span, `"${option.text}" needs a value`);
      const number = value === undefined ? undefined : numberOf(value, 'integer', report);
      if (number !== undefined && value !== undefined && (number < 0 || number > TTL)) {
        report('CONF-202', value.span, `${option.text} must be 0 to 255`);
      }
      if (number !== undefined) limits.set(option.text, number);
    }
    const [minTtl, maxTtl] = [limits.get('min_ttl'), limits.get('max_ttl')];
    if ((minTtl ?? 0) > (maxTtl ?? TTL)) report('CONF-418', keyword.span, `peer ${ip.address}: min_ttl above max_ttl`);
    peers.set(ip.address, {
      address: ip.address,
      ...(minTtl === undefined ? {} : { minTtl }),
      ...(maxTtl === undefined ? {} : { maxTtl }),
    });
  }
  return [...peers.values()];
}

function judgePeers(
  settings: BlockSettings,
  peers: readonly UnicastPeer[],
  source: IpAddress | 'interface',
  report: Report,
): void {
  const own = settings.lines('unicast_peer').find(({ keyword }) => parseIp(keyword.text)?.address === source);
  if (own !== undefined) report('CONF-417', own.keyword.span, `${source} is this node`);
  const blocks = settings.entries('unicast_peer');
  if (peers.length > 0 || blocks.some(({ node }) => (node.block?.children.length ?? 0) > 0)) return;
  const keyword = ['unicast_peer', 'unicast_src_ip', 'vrrp_unicast_bind', 'unicast_ttl', 'check_unicast_src'].find(
    (word) => settings.has(word),
  );
  const noFallback = settings.span('unicast_fault_no_peer');
  if (noFallback !== undefined)
    return report('CONF-416', noFallback, 'unicast_fault_no_peer without peers: the instance stays in FAULT');
  const place = keyword === undefined ? undefined : settings.entry(keyword)?.node.keyword.span;
  if (place !== undefined) report('CONF-416', place, `"${keyword}" without peers: multicast is used`);
}
