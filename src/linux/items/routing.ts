import { familyOf, type IpFamily } from '../../model/address.ts';
import type { CarriedItem } from '../../model/host/item.ts';
import type { Route, Rule } from '../../model/host/routing.ts';
import { err, ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { routeIdentity, type RouteMessage } from '../../wire/netlink/route.ts';
import { ruleIdentity, type RuleMessage } from '../../wire/netlink/rule.ts';
import type { Netlink } from '../netlink.ts';

type Installed = Result<'installed' | 'present', SystemError>;
type Removed = Result<'removed' | 'absent', SystemError>;

/** What the kernel says of a route or rule that is not there. */
const ABSENT: ReadonlySet<string> = new Set(['ESRCH', 'ENOENT', 'ENODEV']);
const FAMILIES: readonly IpFamily[] = [4, 6];

/** Routes and policy rules, marked as ours by their protocol. */
export class Routing {
  readonly #netlink: Netlink;
  readonly #ours: number;

  constructor(netlink: Netlink, protocol: number) {
    this.#netlink = netlink;
    this.#ours = protocol;
  }

  /** The kernel takes a rule without a priority as often as it is given. */
  install(item: CarriedItem): Installed {
    if (item.kind === 'rule') {
      const missing = this.missing([item]);
      if (!missing.ok || missing.value.length === 0) return missing.ok ? ok('installed') : missing;
    }
    const added = item.kind === 'rule' ? this.#netlink.addRule(item.rule, this.#ours) : this.#change('add', item.route);
    if (added.ok) return ok('installed');
    if (added.error.errno !== 'EEXIST') return added;
    const missing = this.missing([item]);
    if (!missing.ok) return missing;
    return ok(missing.value.length === 0 ? 'installed' : 'present');
  }

  uninstall(item: CarriedItem): Removed {
    const removed = item.kind === 'rule' ? this.#removeRule(item.rule) : this.#change('remove', item.route);
    if (removed.ok) return ok('removed');
    return ABSENT.has(removed.error.errno) ? ok('absent') : removed;
  }

  #removeRule(rule: Rule): Result<void, SystemError> {
    const rules = this.#netlink.rules(rule.family);
    if (!rules.ok) return rules;
    const found = rules.value.find((each) => keysOfRule(each, this.#ours).includes(keyOfRule(rule)));
    return found === undefined
      ? err({ errno: 'ENOENT', text: 'there is no such rule' })
      : this.#netlink.deleteRule(found);
  }

  #change(how: 'add' | 'remove', route: Route): Result<void, SystemError> {
    const protocol = this.#protocolOf(route);
    if (route.device === undefined) return this.#netlink.changeRoute(how, route, undefined, protocol);
    const link = this.#netlink.link(route.device);
    if (!link.ok) return link;
    if (link.value === 'none') return err({ errno: 'ENODEV', text: `there is no interface ${route.device}` });
    return this.#netlink.changeRoute(how, route, link.value.index, protocol);
  }

  #protocolOf = ({ protocol }: Route): number => (protocol === 'ours' ? this.#ours : protocol);

  /** Those that are not there, or are somebody else's. */
  missing(items: readonly CarriedItem[]): Result<readonly CarriedItem[], SystemError> {
    const held = new Set<string>();
    for (const family of FAMILIES) {
      const mine = items.filter((item) => familyOfItem(item) === family);
      const protocols = mine.flatMap((item) => (item.kind === 'route' ? [this.#protocolOf(item.route)] : []));
      for (const protocol of new Set(protocols)) {
        const routes = this.#routesOf(family, protocol);
        if (!routes.ok) return routes;
        for (const route of routes.value) held.add(keyOfRoute(route, protocol));
      }
      if (mine.every(({ kind }) => kind === 'route')) continue;
      const rules = this.#netlink.rules(family);
      if (!rules.ok) return rules;
      for (const rule of rules.value) for (const key of keysOfRule(rule, this.#ours)) held.add(key);
    }
    return ok(items.filter((item) => !held.has(this.#keyOf(item))));
  }

  /** An old kernel does not filter. */
  #routesOf(family: IpFamily, protocol: number): Result<readonly RouteMessage[], SystemError> {
    const routes = this.#netlink.routes(family, protocol);
    return routes.ok ? ok(routes.value.filter((route) => route.protocol === protocol)) : routes;
  }

  /** Removes every route and rule with our protocol that is not among these. */
  removeAllBut(kept: readonly CarriedItem[]): Result<void, SystemError> {
    const keys = new Set(kept.map((item) => this.#keyOf(item)));
    for (const family of FAMILIES) {
      const [routes, rules] = [this.#routesOf(family, this.#ours), this.#netlink.rules(family)];
      if (!routes.ok) return routes;
      if (!rules.ok) return rules;
      const old = routes.value.filter((route) => !keys.has(keyOfRoute(route, this.#ours)));
      const oldRules = rules.value.filter(
        (rule) => rule.protocol === this.#ours && !keysOfRule(rule, this.#ours).some((key) => keys.has(key)),
      );
      const removed = [
        ...oldRules.map((rule) => this.#netlink.deleteRule(rule)),
        ...old.map((route) => this.#netlink.deleteRoute(route)),
      ];
      const failed = removed.find((done) => !done.ok && !ABSENT.has(done.error.errno));
      if (failed !== undefined) return failed;
    }
    return ok(undefined);
  }

  #keyOf(item: CarriedItem): string {
    if (item.kind === 'rule') return keyOfRule(item.rule);
    return keyOfRoute(routeIdentity(item.route), this.#protocolOf(item.route));
  }
}

const keyOfRoute = (route: ReturnType<typeof routeIdentity>, protocol: number): string =>
  [route.family, `${route.to}/${route.length}`, route.table, route.metric, route.tos, protocol].join(' ');

const keyOfRule = (rule: Rule): string => JSON.stringify({ ...ruleIdentity(rule), priority: rule.priority ?? 'any' });

/** As it is found with its priority, and where the configuration leaves that to the kernel. */
function keysOfRule({ protocol, priority, body: _body, ...rule }: RuleMessage, ours: number): readonly string[] {
  if (protocol !== ours) return [];
  return [JSON.stringify({ ...rule, priority }), JSON.stringify({ ...rule, priority: 'any' })];
}

const familyOfItem = (item: CarriedItem): IpFamily =>
  item.kind === 'route' ? familyOf(item.route.to.address) : item.rule.family;
