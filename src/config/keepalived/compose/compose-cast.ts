import type { IpAddress } from '../../../model/address.ts';
import { VRRP_GROUPS } from '../../../model/address.ts';
import type { Cast, UnicastPeer } from '../../../model/instance.ts';
import type { Report } from '../../diagnostic.ts';
import type { Node } from '../tree.ts';
import type { BlockSettings } from '../block/block-settings.ts';
import { addressOf, numberOf } from '../block/values.ts';

const TTL = 255;

/** Where adverts go and come from: unicast peers, or a multicast group. Source: `keepalived-conf.md` 2.9. */
export function readCast(
  settings: BlockSettings,
  globals: BlockSettings,
  report: Report,
): { cast: Cast; source: IpAddress | 'interface' } {
  const source = readSource(settings, report);
  const peers = [...readPeers(settings.lines('unicast_peer'), report), ...aliasPeers(settings)];
  judgePeers(settings, peers, source, report);
  const group =
    ipv4Of(settings, 'mcast_dst_ip', report) ?? ipv4Of(globals, 'vrrp_mcast_group4', report) ?? VRRP_GROUPS[4];
  const multicast: Cast = { mode: 'multicast', group };
  const unicast: Cast = { mode: 'unicast', peers, ttl: settings.number('unicast_ttl') ?? TTL };
  return { cast: peers.length > 0 ? unicast : multicast, source };
}

function readSource(settings: BlockSettings, report: Report): IpAddress | 'interface' {
  for (const keyword of ['unicast_src_ip', 'mcast_src_ip', 'vrrp_unicast_bind']) {
    const address = ipv4Of(settings, keyword, report);
    if (address !== undefined) return address;
  }
  return 'interface';
}

function ipv4Of(settings: BlockSettings, keyword: string, report: Report): IpAddress | undefined {
  const ip = settings.ip(keyword);
  const span = settings.span(keyword);
  if (ip === undefined || span === undefined) return undefined;
  if (ip.family === 4) return ip.address;
  report('CONF-804', span, `${keyword} ${ip.address}: IPv6 is not supported in this release`);
  return undefined;
}

function aliasPeers(settings: BlockSettings): UnicastPeer[] {
  return settings.entries('vrrp_unicast_peer').flatMap(({ value }) => {
    return value?.type === 'ip' && value.value.family === 4 ? [{ address: value.value.address }] : [];
  });
}

function readPeers(lines: readonly Node[], report: Report): UnicastPeer[] {
  const peers = new Map<string, UnicastPeer>();
  for (const { keyword, args } of lines) {
    const ip = addressOf(keyword, report);
    if (ip === undefined) continue;
    if (ip.family === 6) {
      report('CONF-804', keyword.span, `peer ${ip.address}: IPv6 is not supported in this release`);
      continue;
    }
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
  const own = settings.lines('unicast_peer').find(({ keyword }) => keyword.text === source);
  if (own !== undefined) report('CONF-417', own.keyword.span, `${source} is this node`);
  const blocks = settings.entries('unicast_peer');
  if (peers.length > 0 || blocks.some(({ node }) => (node.block?.children.length ?? 0) > 0)) return;
  const keyword = ['unicast_peer', 'unicast_src_ip', 'vrrp_unicast_bind', 'unicast_ttl', 'check_unicast_src'].find(
    (word) => settings.has(word),
  );
  const noFallback = settings.span('unicast_fault_no_peer');
  if (noFallback !== undefined) {
    report(
      'CONF-804',
      noFallback,
      'unicast_fault_no_peer without peers is not supported: it keeps the instance in FAULT',
      {
        help: 'add unicast_peer { … }, or remove the line',
      },
    );
  }
  const place = keyword === undefined ? undefined : settings.entry(keyword)?.node.keyword.span;
  if (place !== undefined) report('CONF-416', place, `"${keyword}" without peers: multicast is used`);
}
