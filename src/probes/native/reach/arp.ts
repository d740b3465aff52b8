import { Netlink } from '../../../linux/netlink.ts';
import { ArpSocket } from '../../../linux/socket/arp.ts';
import { familyOf, type IpAddress, sameNetwork } from '../../../model/address.ts';
import type { ArpProbeConfig } from '../../../model/probe/reach.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import type { InterfaceAddress, Link } from '../../../ports/network.ts';
import type { Attempt } from '../native-probe.ts';
import { Rounds } from './rounds.ts';

/** Where requests go out, and which own address they name. */
interface Place {
  readonly link: Link;
  readonly from: IpAddress;
}

/** Healthy when enough targets answer ARP on the interface. Asks the neighbours themselves, not the kernel's table. */
export const arpProbe =
  (config: ArpProbeConfig) =>
  (attempt: Attempt): void => {
    attempt.enter('look', `waiting for ARP replies of ${config.targets.join(', ')} on ${config.interface}`);
    const place = placeOf(config);
    if (!place.ok) {
      attempt.finish('broken', place.error);
      return;
    }
    const { link, from } = place.value;
    const opened = ArpSocket.open(link, (address) => rounds.answered(address, 'last'));
    if (!opened.ok) {
      attempt.finish('broken', opened.error.text);
      return;
    }
    const socket = opened.value;
    const rounds = new Rounds(config, attempt, (target) => socket.ask(target, from));
    attempt.onEnd(() => socket.close());
    rounds.start();
  };

/** Looked up for every run: interfaces come and go, and so do their addresses. */
function placeOf({ interface: name, from, targets }: ArpProbeConfig): Result<Place, string> {
  const netlink = Netlink.open();
  if (!netlink.ok) return err(netlink.error.text);
  const [links, addresses] = [netlink.value.links(), netlink.value.addresses()];
  netlink.value.close();
  if (!links.ok) return err(links.error.text);
  if (!addresses.ok) return err(addresses.error.text);
  const link = links.value.find((one) => one.name === name);
  if (link === undefined) return err(`there is no interface ${name} on this host`);
  if (link.kind !== 'ethernet') return err(`interface ${name} has no ARP: use ping`);
  const own = addresses.value.filter(({ index, address }) => index === link.index && familyOf(address) === 4);
  const chosen = own.find((one) => (from === 'any' ? isOwnIn(one, targets[0]) : one.address === from));
  if (chosen !== undefined) return ok({ link, from: chosen.address });
  const missing =
    from === 'any' ? `no IPv4 address in the subnet of ${targets[0]}` : `not the address ${from} to ask from`;
  return err(`interface ${name} has ${missing}`);
}

/** The host's own address beside the target. A VIP is a secondary address there, or stands alone as a /32. */
function isOwnIn({ address, prefixLength, flags }: InterfaceAddress, target: IpAddress | undefined): boolean {
  return target !== undefined && flags === 'primary' && sameNetwork(address, target, prefixLength);
}
