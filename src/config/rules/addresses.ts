import type { Report } from '../diagnostic.ts';
import { addressBytes, isLinkLocal, isMulticast } from '../../model/address.ts';
import { judgeGlobalGroups } from '../keepalived/compose/compose-cast.ts';
import type { AddressDraft, Draft, InstanceDraft } from '../keepalived/compose/draft.ts';
import { type Ip, networkOf, toNumber } from '../keepalived/block/ip.ts';

/** Addresses of all instances: what cannot be one, what stands twice, what does not fit together. */
export function judgeAddresses({ instances, globals }: Draft, report: Report): void {
  judgeGlobalGroups(globals, report);
  const holder = new Map<string, { name: string; draft: AddressDraft }>();
  for (const instance of instances) {
    judgeFirst(instance, report);
    judgeCount(instance, report);
    for (const draft of [...instance.vips, ...instance.excludedVips]) {
      judgeKind(draft, report);
      const place = placeOf(draft);
      const before = holder.get(place);
      if (before === undefined) {
        holder.set(place, { name: instance.name, draft });
        continue;
      }
      const related = [{ span: before.draft.span, message: 'first listed here' }];
      const own = before.name === instance.name;
      if (own) report('CONF-506', draft.span, `${draft.ip.address} is listed twice`, { related });
      else report('CONF-505', draft.span, `${draft.ip.address} is also in "${before.name}"`, { related });
    }
  }
}

/** A link-local address means something on one interface only, so the next one may have it too. */
const placeOf = ({ vip: { address, device } }: AddressDraft): string =>
  isLinkLocal(address) ? `${address} ${device}` : address;

/** RFC 9568 §5.2.9; unicast peers may be further away than a link-local address reaches. */
function judgeFirst({ vips: [first], config, strict }: InstanceDraft, report: Report): void {
  if (first?.ip.family !== 6 || config.cast.mode === 'unicast' || isLinkLocal(first.ip.address)) return;
  const severity = strict === 'strict' ? 'error' : 'warning';
  const must = strict === 'strict' ? 'must be fe80::… in strict mode' : 'should be fe80::…';
  report('CONF-514', first.span, `first IPv6 address ${must}`, { severity });
}

function judgeCount({ name, nameSpan, vips, settings, config, strict }: InstanceDraft, report: Report): void {
  const advertised = settings.lines('virtual_ipaddress').length;
  const lines = advertised + settings.lines('virtual_ipaddress_excluded').length;
  if (config.version === 3 && advertised === 0) {
    report('CONF-432', nameSpan, `"${name}" has nothing to advertise: version 3 lists at least one address`);
  } else if (lines === 0 && !settings.has('no_virtual_ipaddress')) {
    const severity = strict === 'strict' ? 'error' : 'warning';
    report('CONF-420', nameSpan, `"${name}" has no address to move`, { severity });
  }
  const surplus = vips[config.vips.length];
  if (surplus !== undefined) {
    const count = vips.length - config.vips.length;
    report('CONF-421', surplus.span, `${count} of ${vips.length} addresses are not advertised`, {
      note: 'they are still set and announced',
    });
  }
}

function judgeKind({ ip, span, vip }: AddressDraft, report: Report): void {
  const why = isMulticast(ip.address)
    ? 'a multicast address'
    : UNUSABLE[ip.family](ip, vip.peer === undefined ? vip.prefixLength : ALONE[ip.family]);
  if (why !== undefined) report('CONF-511', span, `${ip.address} cannot be a VIP: it is ${why}`);
}

/** The network of a point-to-point address is that of its peer. */
const ALONE = { 4: 32, 6: 128 } as const;

const UNUSABLE = { 4: unusableIpv4, 6: unusableIpv6 } as const;

function unusableIpv6({ address }: Ip, prefixLength: number): string | undefined {
  if (address === '::') return 'no address at all';
  if (address === '::1') return 'the loopback address';
  const bits = Array.from(addressBytes(address), (byte) => byte.toString(2).padStart(8, '0')).join('');
  // RFC 4291 §2.6.1; RFC 6164 takes it out of /127.
  const anycast = prefixLength < 127 && !bits.slice(prefixLength).includes('1');
  return anycast ? `the address of all routers of its network /${prefixLength}` : undefined;
}

function unusableIpv4(ip: Ip, prefixLength: number): string | undefined {
  const value = toNumber(ip.address);
  const { first, last } = networkOf(ip.address, prefixLength);
  if (value === 0) return 'no address at all';
  if (ip.address.startsWith('127.')) return 'a loopback address';
  if (value === 2 ** 32 - 1) return 'the broadcast address';
  if (prefixLength > 30) return undefined;
  if (value === first) return `the address of its network /${prefixLength}`;
  return value === last ? `the broadcast address of its network /${prefixLength}` : undefined;
}
