import type { Report } from '../diagnostic.ts';
import { ADVERTISED_MAX, type AddressDraft, type Draft, type InstanceDraft } from '../keepalived/compose/draft.ts';
import { isGroupAddress, isLinkLocal, networkOf, toNumber } from '../keepalived/block/ip.ts';
import type { Node } from '../keepalived/tree.ts';

const OLD_ROUTE_WORDS: Readonly<Record<string, string>> = { gw: 'via', or: 'nexthop', default6: 'inet6 default' };

/** Addresses of all instances: what cannot be one, what stands twice, what does not fit together. */
export function judgeAddresses({ instances }: Draft, report: Report): void {
  const holder = new Map<string, { name: string; draft: AddressDraft }>();
  for (const instance of instances) {
    judgeFamilies(instance, report);
    judgeCount(instance, report);
    for (const draft of [...instance.vips, ...instance.excludedVips]) {
      if (draft.ip.family === 4) judgeKind(draft, report);
      const before = holder.get(draft.ip.address);
      if (before === undefined) {
        holder.set(draft.ip.address, { name: instance.name, draft });
        continue;
      }
      const related = [{ span: before.draft.span, message: 'first listed here' }];
      const own = before.name === instance.name;
      if (own) report('CONF-506', draft.span, `${draft.ip.address} is listed twice`, { related });
      else report('CONF-505', draft.span, `${draft.ip.address} is also in "${before.name}"`, { related });
    }
    for (const line of instance.settings.lines('virtual_routes')) remarkRouteWords(line, report);
  }
}

/** The first address decides the family of an instance; IPv6 is not carried out in this release. */
function judgeFamilies({ name, vips, excludedVips, settings }: InstanceDraft, report: Report): void {
  const [first] = vips;
  for (const { ip, span } of vips) {
    if (first !== undefined && ip.family !== first.ip.family) {
      report('CONF-412', span, `${ip.address} is not IPv${first.ip.family} like the rest of "${name}"`);
    }
  }
  const later = 'IPv6 is not supported in this release';
  for (const { ip, span } of [...vips.filter(({ ip: { family } }) => family === first?.ip.family), ...excludedVips]) {
    if (ip.family === 6)
      report('CONF-804', span, `${ip.address}: ${later}`, { help: 'leave it to another tool, or remove it' });
  }
  if (first !== undefined && first.ip.family === 6 && !isLinkLocal(first.ip)) {
    report('CONF-514', first.span, 'first IPv6 address should be fe80::…');
  }
  const native = settings.entry('native_ipv6')?.node.keyword.span;
  if (native !== undefined) report('CONF-804', native, `native_ipv6: ${later}`);
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
  const surplus = vips[ADVERTISED_MAX];
  if (surplus !== undefined) {
    const count = vips.length - ADVERTISED_MAX;
    report('CONF-421', surplus.span, `${count} of ${vips.length} addresses are not advertised`, {
      note: 'they are still set and announced',
    });
  }
}

function judgeKind({ ip, span, prefixLength }: AddressDraft, report: Report): void {
  if (ip.family !== 4) return;
  const why = unusable(ip, prefixLength ?? 32);
  if (why !== undefined) report('CONF-511', span, `${ip.address} cannot be a VIP: it is ${why}`);
}

function unusable(ip: Extract<AddressDraft['ip'], { family: 4 }>, prefixLength: number): string | undefined {
  const value = toNumber(ip.address);
  const { first, last } = networkOf(ip.address, prefixLength);
  if (value === 0) return 'no address at all';
  if (ip.address.startsWith('127.')) return 'a loopback address';
  if (isGroupAddress(ip)) return 'a multicast address';
  if (value === 2 ** 32 - 1) return 'the broadcast address';
  if (prefixLength > 30) return undefined;
  if (value === first) return `the address of its network /${prefixLength}`;
  return value === last ? `the broadcast address of its network /${prefixLength}` : undefined;
}

function remarkRouteWords({ keyword, args }: Node, report: Report): void {
  for (const { text, span } of [keyword, ...args]) {
    const current = OLD_ROUTE_WORDS[text];
    if (current !== undefined)
      report('CONF-516', span, `"${text}" is an old word for "${current}"`, { help: `write ${current}` });
  }
}
