import { addressFromBytes } from '../model/address.ts';
import type { IpAddress, IpFamily } from '../model/address.ts';
import { type Route, routeText, type Rule, ruleText } from '../model/host/routing.ts';
import { ok } from '../model/result.ts';
import type { Result } from '../model/result.ts';
import type { SystemError } from '../ports/system-error.ts';
import * as address from '../wire/netlink/address.ts';
import type { AddressMessage, AddressRequest } from '../wire/netlink/address.ts';
import * as configuration from '../wire/netlink/configuration.ts';
import * as link from '../wire/netlink/link.ts';
import type { LinkMessage } from '../wire/netlink/link.ts';
import { NLM_F_CREATE, NLM_F_EXCL } from '../wire/netlink/message.ts';
import type { NetlinkMessage } from '../wire/netlink/message.ts';
import * as create from '../wire/netlink/new-link.ts';
import type { Bridge, Macvlan } from '../wire/netlink/new-link.ts';
import * as routes from '../wire/netlink/route.ts';
import * as rules from '../wire/netlink/rule.ts';
import * as settings from '../wire/netlink/settings.ts';
import type { OwnedFd } from './fd.ts';
import { openRouteSocket, RouteSocket } from './socket/netlink.ts';

type Done = Result<void, SystemError>;

/** A veth pair; `peerNamespaceFd`: the network namespace in which the other end appears, else this one. */
export interface VethPairRequest {
  readonly name: string;
  readonly peerName: string;
  readonly peerNamespaceFd?: OwnedFd;
}

/**
 * Links and addresses of one network namespace: the one that the JS thread is in when {@link Netlink.open} is called,
 * and that stays so when the thread enters another. Every method is synchronous and returns the kernel's refusal with
 * its own text; changes need CAP_NET_ADMIN. Indexes are interface indexes of that namespace.
 */
export class Netlink {
  readonly #route: RouteSocket;

  private constructor(route: RouteSocket) {
    this.#route = route;
  }

  static open(): Result<Netlink, SystemError> {
    const opened = openRouteSocket();
    return opened.ok ? ok(new Netlink(new RouteSocket(opened.value))) : opened;
  }

  links(): Result<readonly LinkMessage[], SystemError> {
    return this.#route.dump('reading the links', [link.RTM_GETLINK, link.encodeLinkDump()], link.decodeLink);
  }

  /** One link by its name; `none` when there is no such link. */
  link(name: string): Result<LinkMessage | 'none', SystemError> {
    const found = this.#get(name);
    if (found.ok) return ok(found.value === 'none' ? 'none' : (link.decodeLink(found.value) ?? 'none'));
    return found;
  }

  /** An IPv4 setting of an interface: what `net.ipv4.conf` shows under its name; `none` without interface or IPv4. */
  ipv4Setting(name: string, setting: settings.Ipv4Setting): Result<number | 'none', SystemError> {
    const found = this.#get(name);
    if (found.ok)
      return ok(found.value === 'none' ? 'none' : (settings.decodeIpv4Setting(found.value, setting) ?? 'none'));
    return found;
  }

  setIpv4(index: number, values: Readonly<Partial<Record<settings.Ipv4Setting, number>>>): Done {
    const words = Object.entries(values).map(([name, value]) => `${name}=${value}`);
    return this.#change(
      `setting ${words.join(', ')} on interface ${index}`,
      settings.encodeIpv4Settings(index, values),
    );
  }

  /** Of the MAC, as the kernel makes them when the link goes up. EAFNOSUPPORT where IPv6 is off. */
  makeNoIpv6Address(index: number): Done {
    return this.#change(`no IPv6 address by itself on interface ${index}`, settings.encodeNoIpv6Address(index));
  }

  /** Notes something about a link, up to 255 characters. */
  setAlias(index: number, alias: string): Done {
    return this.#change(`noting what interface ${index} is`, link.encodeAlias(index, alias));
  }

  /** All addresses, of both families. */
  addresses(): Result<readonly AddressMessage[], SystemError> {
    const request = [address.RTM_GETADDR, address.encodeAddressDump()] as const;
    return this.#route.dump('reading the addresses', request, address.decodeAddress);
  }

  /** Whether an interface forwards IPv6. Fails where it has no IPv6 at all. */
  forwardsIpv6(index: number): Result<'yes' | 'no', SystemError> {
    const what = `reading the IPv6 settings of interface ${index}`;
    const body = configuration.encodeIpv6ConfigurationRequest(index);
    const answers = this.#route.get(what, configuration.RTM_GETNETCONF, body);
    return answers.ok ? ok(answers.value.map(configuration.decodeForwarding).find(Boolean) ?? 'no') : answers;
  }

  /** Fails with EEXIST when the interface has the address already. */
  addAddress(request: AddressRequest): Done {
    const what = `adding ${addressText(request.address, request.prefixLength)} to interface ${request.index}`;
    const flags = NLM_F_CREATE | NLM_F_EXCL;
    return this.#route.request(what, address.RTM_NEWADDR, flags, address.encodeNewAddress(request));
  }

  /** Fails with EADDRNOTAVAIL when the interface does not have the address. */
  removeAddress(request: AddressRequest): Done {
    const what = `removing ${addressText(request.address, request.prefixLength)} from interface ${request.index}`;
    return this.#route.request(what, address.RTM_DELADDR, 0, address.encodeDeleteAddress(request));
  }

  /** Whether this process may change addresses: EPERM and the missing capability when not. Changes nothing. */
  mayChange(): Done {
    const nowhere = { index: 0, address: addressFromBytes(new Uint8Array(4)), prefixLength: 32, scope: 0 };
    // rtnetlink checks the right before it looks for the interface, which does not exist
    const body = address.encodeDeleteAddress(nowhere);
    const removed = this.#route.request('changing addresses', address.RTM_DELADDR, 0, body);
    return removed.ok || removed.error.errno !== 'EPERM' ? ok(undefined) : removed;
  }

  createVethPair({ name, peerName, peerNamespaceFd }: VethPairRequest): Done {
    const pair = peerNamespaceFd === undefined ? {} : { peerNamespaceFd: peerNamespaceFd.number };
    return this.#create(name, create.encodeVethPair({ name, peerName, ...pair }));
  }

  createBridge(bridge: Bridge): Done {
    return this.#create(bridge.name, create.encodeBridge(bridge));
  }

  createMacvlan(macvlan: Macvlan): Done {
    return this.#create(macvlan.name, create.encodeMacvlan(macvlan));
  }

  setUp(index: number): Done {
    return this.#change(`setting interface ${index} up`, link.encodeLinkState(index, 'up'));
  }

  setDown(index: number): Done {
    return this.#change(`setting interface ${index} down`, link.encodeLinkState(index, 'down'));
  }

  /** Makes a link a port of a bridge. */
  setMaster(index: number, masterIndex: number): Done {
    const what = `making interface ${index} a port of ${masterIndex}`;
    return this.#change(what, link.encodeSetMaster(index, masterIndex));
  }

  /** `mac`: six bytes. */
  setMac(index: number, mac: Uint8Array): Done {
    return this.#change(`setting the MAC address of interface ${index}`, link.encodeSetMac(index, mac));
  }

  /** Moves a link into another network namespace; its addresses are lost and it arrives down. */
  moveToNamespace(index: number, namespace: OwnedFd): Done {
    return this.#change(`moving interface ${index}`, link.encodeMoveToNamespace(index, namespace.number));
  }

  /** Deletes a virtual link; of a veth pair both ends go. */
  deleteLink(index: number): Done {
    return this.#route.request(`deleting interface ${index}`, link.RTM_DELLINK, 0, link.encodeDeleteLink(index));
  }

  /** Adds a route, or removes it; `deviceIndex`: of its device. EEXIST, or ESRCH. */
  changeRoute(how: 'add' | 'remove', route: Route, deviceIndex: number | undefined, protocol: number): Done {
    const [type, flags] = how === 'add' ? [routes.RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL] : [routes.RTM_DELROUTE, 0];
    const what = `${how === 'add' ? 'adding' : 'removing'} route ${routeText(route)}`;
    return this.#route.request(what, type, flags, routes.encodeRoute(route, deviceIndex, protocol));
  }

  /** The routes that `protocol` has made, in all tables; some of others may be among them. */
  routes(family: IpFamily, protocol: number): Result<readonly routes.RouteMessage[], SystemError> {
    const request = [routes.RTM_GETROUTE, routes.encodeRouteDump(family, protocol)] as const;
    return this.#route.dump('reading the routes', request, routes.decodeRoute);
  }

  /** Deletes one of {@link routes}. */
  deleteRoute({ to, length, body }: routes.RouteMessage): Done {
    return this.#route.request(`removing route ${to}/${length}`, routes.RTM_DELROUTE, 0, body);
  }

  /** Adds a policy rule. EEXIST. */
  addRule(rule: Rule, protocol: number): Done {
    const flags = NLM_F_CREATE | NLM_F_EXCL;
    return this.#route.request(
      `adding rule ${ruleText(rule)}`,
      rules.RTM_NEWRULE,
      flags,
      rules.encodeRule(rule, protocol),
    );
  }

  /** Deletes one of {@link rules}. ENOENT. */
  deleteRule({ priority, body }: rules.RuleMessage): Done {
    return this.#route.request(`removing rule ${priority}`, rules.RTM_DELRULE, 0, body);
  }

  rules(family: IpFamily): Result<readonly rules.RuleMessage[], SystemError> {
    const request = [rules.RTM_GETRULE, rules.encodeRuleDump(family)] as const;
    return this.#route.dump('reading the rules', request, rules.decodeRule);
  }

  close(): void {
    this.#route.close();
  }

  #get(name: string): Result<NetlinkMessage | 'none', SystemError> {
    const what = `reading interface ${name}`;
    const found = this.#route.get(what, link.RTM_GETLINK, link.encodeGetLink(name));
    if (!found.ok) return found.error.errno === 'ENODEV' ? ok('none') : found;
    return ok(found.value.find(({ type }) => type === link.RTM_NEWLINK) ?? 'none');
  }

  #create(name: string, body: Uint8Array): Done {
    return this.#route.request(`creating interface ${name}`, link.RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, body);
  }

  #change(what: string, body: Uint8Array): Done {
    return this.#route.request(what, link.RTM_NEWLINK, 0, body);
  }
}

const addressText = (ip: IpAddress, prefixLength: number): string => `${ip}/${prefixLength}`;
