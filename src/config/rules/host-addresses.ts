import type { Report } from '../diagnostic.ts';
import type { HostFacts, InterfaceFact } from '../host-facts.ts';
import type { AddressDraft, Draft, InstanceDraft } from '../keepalived/compose/draft.ts';
import { familyOf, isLinkLocal, type IpAddress, sameNetwork } from '../../model/address.ts';

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
      } else if (link !== undefined && draft.vip.peer === undefined) {
        judgeNetwork(draft, ownAddresses(link, draft.ip.address, own), link.name, report);
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
  const hasAnother = ofFamily(link?.addresses ?? [], ip.address).some(({ address }) => !vips.has(address));
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

type Held = InterfaceFact['addresses'];

const ofFamily = (addresses: Held, address: IpAddress): Held =>
  addresses.filter((held) => familyOf(held.address) === familyOf(address));

const ownAddresses = (link: InterfaceFact, address: IpAddress, vips: ReadonlySet<string>): Held =>
  ofFamily(link.addresses, address).filter((held) => !vips.has(held.address));

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
    const addresses = host.interfaces.find(({ name }) => name === config.interface)?.addresses ?? [];
    const [primary] = ofFamily(addresses, source).filter(({ address }) => isLinkLocal(address) || config.family === 4);
    if (primary?.address === source) report('CONF-429', span, `${source} is the address of ${config.interface} anyway`);
  }
}

/** A link-local address is in the network of every interface. */
function judgeNetwork(
  { ip, span, prefixLength, prefixSpan }: AddressDraft,
  addresses: Held,
  name: string,
  report: Report,
): void {
  if (addresses.length === 0 || isLinkLocal(ip.address)) return;
  const alone = ip.family === 4 ? 32 : 128;
  const home = addresses.find((held) => sameNetwork(ip.address, held.address, held.prefixLength));
  if (home === undefined) {
    const networks = addresses.map((held) => `${held.address}/${held.prefixLength}`).join(', ');
    report('CONF-502', span, `${ip.address} is in no network of ${name} (${networks})`);
  } else if (prefixLength === undefined) {
    report('CONF-501', span, `${ip.address} has no prefix length: /${alone} is used`);
  } else if (prefixLength !== home.prefixLength && prefixLength !== alone) {
    report('CONF-503', prefixSpan ?? span, `/${prefixLength} here, /${home.prefixLength} on ${name}`);
  }
}
