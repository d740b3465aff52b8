import type { IpFamily } from '../../../../model/address.ts';
import type { Report } from '../../../diagnostic.ts';
import type { Span } from '../../../source.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import { parseIp } from '../../block/ip.ts';
import type { AddressDraft } from '../draft.ts';

/** Addresses that must be of the family of their instance. */
const OWN_ADDRESSES = ['vrrp_unicast_peer', 'unicast_src_ip', 'mcast_src_ip', 'vrrp_unicast_bind', 'mcast_dst_ip'];
const WITHOUT_ANY: IpFamily = 4;

interface Witness {
  readonly family: IpFamily;
  readonly span: Span;
  readonly said: string;
}

/**
 * The family of an instance: what `native_ipv6`, the first address, the peers or the source say, in this order; the rest
 * must agree. Without any of them it is IPv4, as in keepalived.
 */
export function readFamily(settings: BlockSettings, vips: readonly AddressDraft[], report: Report): IpFamily {
  const all = [...nativeIpv6(settings), ...vips.map(witnessOf), ...peers(settings), ...ownAddresses(settings)];
  const [first, ...others] = all;
  if (first === undefined) return WITHOUT_ANY;
  for (const { family, span, said } of others) {
    if (family === first.family) continue;
    const related = [{ span: first.span, message: `${first.said} makes it IPv${first.family}` }];
    report('CONF-412', span, `${said} is not IPv${first.family} like the rest of this instance`, { related });
  }
  return first.family;
}

function nativeIpv6(settings: BlockSettings): readonly Witness[] {
  const span = settings.entry('native_ipv6')?.node.keyword.span;
  return span === undefined ? [] : [{ family: 6, span, said: 'native_ipv6' }];
}

const witnessOf = ({ ip, span }: AddressDraft): Witness => ({ family: ip.family, span, said: ip.address });

function peers(settings: BlockSettings): readonly Witness[] {
  return settings.lines('unicast_peer').flatMap(({ keyword: { text, span } }) => {
    const ip = parseIp(text);
    return ip === undefined ? [] : [{ family: ip.family, span, said: `peer ${ip.address}` }];
  });
}

function ownAddresses(settings: BlockSettings): readonly Witness[] {
  return OWN_ADDRESSES.flatMap((keyword) =>
    settings.entries(keyword).flatMap(({ node, value }) => {
      if (value?.type !== 'ip') return [];
      const { family, address } = value.value;
      return [{ family, span: node.args[0]?.span ?? node.keyword.span, said: `${keyword} ${address}` }];
    }),
  );
}
