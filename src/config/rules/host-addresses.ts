import type { Report } from '../diagnostic.ts';
import type { HostFacts, InterfaceFact } from '../host-facts.ts';
import type { AddressDraft, Draft, InstanceDraft } from '../keepalived/compose/draft.ts';
import { networkOf, toNumber } from '../keepalived/block/ip.ts';

const OWNER = 255;

/** Addresses of the file against the addresses of this host. */
export function judgeHostAddresses({ instances }: Draft, host: HostFacts, report: Report): void {
  const own = new Set<string>(host.ownVips);
  const local = new Set<string>(host.interfaces.flatMap((link) => link.addresses.map(({ address }) => address)));
  for (const instance of instances) {
    judgeSource(instance, host, local, report);
    const addresses = [...instance.vips, ...instance.excludedVips];
    const owner = instance.config.basePriority === OWNER;
    const vips = new Set<string>(addresses.map(({ ip }) => ip.address));
    for (const draft of addresses) {
      const link = host.interfaces.find(({ name }) => name === (draft.device ?? instance.config.interface));
      const foreign = local.has(draft.ip.address) && !own.has(draft.ip.address);
      if (foreign && !owner) {
        reportHeld(draft, link, vips, report);
      } else if (link !== undefined) {
        judgeNetwork(draft, withoutVips(link, own), report);
      }
    }
    const priority = instance.settings.span('priority');
    const owns = instance.vips.some(({ ip }) => local.has(ip.address) && !own.has(ip.address));
    if (owner && !owns && priority !== undefined) {
      report('CONF-408', priority, 'priority 255 is for the owner of the address, which this host is not');
    }
  }
}

/** The host's only address, or one that a running daemon has set as a VIP: from outside both look alike. */
function reportHeld(
  { ip, span }: AddressDraft,
  link: InterfaceFact | undefined,
  vips: ReadonlySet<string>,
  report: Report,
): void {
  const hasAnother = link?.addresses.some(({ address }) => !vips.has(address)) === true;
  if (hasAnother) {
    report('CONF-504', span, `${ip.address} is on this host now`, {
      severity: 'warning',
      help: 'a running keepalived or vipward may hold it: vipward removes it when it starts here',
    });
    return;
  }
  report('CONF-504', span, `${ip.address} is this host's own address`, {
    note: 'keepalived would remove it at start, and take the host off the net',
  });
}

function withoutVips(link: InterfaceFact, own: ReadonlySet<string>): InterfaceFact {
  return { ...link, addresses: link.addresses.filter(({ address }) => !own.has(address)) };
}

function judgeSource(
  { config, settings }: InstanceDraft,
  host: HostFacts,
  local: ReadonlySet<string>,
  report: Report,
): void {
  const { sourceAddress: source } = config;
  const keyword = ['unicast_src_ip', 'mcast_src_ip', 'vrrp_unicast_bind'].find((word) => settings.has(word));
  const span = keyword === undefined ? undefined : settings.span(keyword);
  if (source === 'interface' || span === undefined) return;
  if (!local.has(source)) {
    report('CONF-419', span, `${source} is not configured on this host`);
  } else if (keyword === 'mcast_src_ip') {
    const [primary] = host.interfaces.find(({ name }) => name === config.interface)?.addresses ?? [];
    if (primary?.address === source) report('CONF-429', span, `${source} is the address of ${config.interface} anyway`);
  }
}

function judgeNetwork({ ip, span, prefixLength, prefixSpan }: AddressDraft, link: InterfaceFact, report: Report): void {
  if (ip.family !== 4 || link.addresses.length === 0) return;
  const value = toNumber(ip.address);
  const home = link.addresses.find((held) => {
    const { first, last } = networkOf(held.address, held.prefixLength);
    return value >= first && value <= last;
  });
  if (home === undefined) {
    const networks = link.addresses.map((held) => `${held.address}/${held.prefixLength}`).join(', ');
    report('CONF-502', span, `${ip.address} is in no network of ${link.name} (${networks})`);
  } else if (prefixLength === undefined) {
    report('CONF-501', span, `${ip.address} has no prefix length: /32 is used`);
  } else if (prefixLength !== home.prefixLength && prefixLength !== 32) {
    report('CONF-503', prefixSpan ?? span, `/${prefixLength} here, /${home.prefixLength} on ${link.name}`);
  }
}
