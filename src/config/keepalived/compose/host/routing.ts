import type { CarriedItem } from '../../../../model/host/item.ts';
import { familyOf, type IpFamily } from '../../../../model/address.ts';
import {
  type Prefix,
  ROUTE_METRICS,
  type Route,
  type RouteMetric,
  type Rule,
  TABLE_MAIN,
} from '../../../../model/host/routing.ts';
import type { Report } from '../../../diagnostic.ts';
import { ROUTE_OPTIONS, RULE_OPTIONS } from '../../../settings/lines.ts';
import type { Token } from '../../read/tokens.ts';
import type { Node } from '../../tree.ts';
import type { StaticDraft } from '../draft.ts';
import type { RoutingNames } from './names.ts';
import { familyIn, prefixOf } from './prefix.ts';
import { SAME_IN_ROUTES, SAME_IN_RULES, Words } from './words.ts';

const TYPES = ['unicast', 'local', 'blackhole', 'unreachable', 'prohibit', 'throw'] as const;
const OTHER_TYPES = ['broadcast', 'multicast', 'nat', 'anycast'];
const ACTIONS = ['blackhole', 'unreachable', 'prohibit'] as const;
const U32 = 4_294_967_295;
const U8 = 255;
const LINK = 253;
const HOST = 254;

/** What reading a line needs beside it. */
export interface Reading {
  readonly names: RoutingNames;
  readonly report: Report;
}

export type RoutingDraft = StaticDraft & { readonly item: CarriedItem };

/** The lines of `virtual_routes` or `static_routes`: `[TYPE] [inet|inet6] DEST [word value …]`. */
export const readRoutes = (lines: readonly Node[], reading: Reading): RoutingDraft[] =>
  lines.flatMap((line) => readRoute(line.keyword, [line.keyword, ...line.args], reading) ?? []);

/** The lines of `virtual_rules` or `static_rules`: `[inet|inet6] [word value …]`. */
export const readRules = (lines: readonly Node[], reading: Reading): RoutingDraft[] =>
  lines.flatMap((line) => readRule(line.keyword, [line.keyword, ...line.args], reading) ?? []);

function readRoute(first: Token, tokens: readonly Token[], reading: Reading): RoutingDraft | undefined {
  const { report } = reading;
  const type = TYPES.find((each) => each === first.text);
  if (OTHER_TYPES.includes(first.text)) {
    report('CONF-804', first.span, `"${first.text}" routes are not supported`, { help: `one of ${TYPES.join(', ')}` });
    return undefined;
  }
  const { named, rest } = withoutFamily(type === undefined ? tokens : tokens.slice(1), report);
  const [place, ...options] = rest;
  const words = new Words('a route', ROUTE_OPTIONS, SAME_IN_ROUTES, options, report);
  const via = words.address('via');
  const family = named ?? familyIn(place) ?? (via === undefined ? 4 : familyOf(via));
  const to = place === undefined ? undefined : prefixOf(place, family, report);
  if (place === undefined) report('CONF-518', first.span, 'a route needs a destination');
  if (to === undefined) return undefined;
  const route = routeOf({ type: type ?? 'unicast', to, family, words, span: first.span }, reading);
  return { item: { kind: 'route', route }, span: first.span, trackGroup: words.token('track_group') };
}

/** `inet` or `inet6` in front; `default6` is an old word. */
function withoutFamily(
  tokens: readonly Token[],
  report: Report,
): { readonly named: IpFamily | undefined; readonly rest: readonly Token[] } {
  const [first, ...rest] = tokens;
  if (first?.text === 'default6') {
    report('CONF-516', first.span, '"default6" is an old word for "inet6 default"', { help: 'write inet6 default' });
    return { named: 6, rest: [{ ...first, text: 'default' }, ...rest] };
  }
  const named = first?.text === 'inet' ? 4 : first?.text === 'inet6' ? 6 : undefined;
  return { named, rest: named === undefined ? tokens : rest };
}

interface RouteParts {
  readonly type: Route['type'];
  readonly to: Prefix;
  readonly family: IpFamily;
  readonly words: Words;
  readonly span: Token['span'];
}

function routeOf({ type, to, family, words, span }: RouteParts, { names, report }: Reading): Route {
  const [device, via, source] = [words.device('dev'), words.address('via'), words.address('src')];
  const leads = type === 'unicast' || type === 'local';
  if (leads && words.isWhole && !words.has('via') && !words.has('dev')) {
    report('CONF-518', span, 'a route needs via or dev');
  }
  for (const [word, address] of [
    ['via', via],
    ['src', source],
  ] as const) {
    if (address !== undefined && familyOf(address) !== family)
      report('CONF-518', words.token(word)?.span ?? span, `${word} ${address} is not IPv${family} like the route`);
  }
  const metric = words.number('priority', U32);
  const metrics = metricsIn(words);
  return {
    type,
    to,
    ...(via === undefined ? {} : { via }),
    ...(device === undefined ? {} : { device }),
    ...(source === undefined ? {} : { source }),
    table: words.named('table', names.of('table'), U32) ?? (type === 'local' ? 255 : TABLE_MAIN),
    ...(metric === undefined ? {} : { metric }),
    scope: words.named('scope', names.of('scope'), U8) ?? (family === 6 ? 0 : scopeOf(type, via)),
    tos: words.named('tos', names.of('tos'), U8) ?? 0,
    onlink: words.has('onlink') ? 'yes' : 'no',
    protocol: words.named('protocol', names.of('protocol'), U8) ?? 'ours',
    ...(Object.keys(metrics).length === 0 ? {} : { metrics }),
    tracking: words.has('no_track') ? 'ignore' : 'track',
  };
}

/** As `ip route` chooses it. */
function scopeOf(type: Route['type'], via: Route['via']): number {
  if (type === 'local') return HOST;
  return type === 'unicast' && via === undefined ? LINK : 0;
}

function metricsIn(words: Words): Partial<Record<RouteMetric, number>> {
  const found = ROUTE_METRICS.map((name) => [name, words.number(name, U32)] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

function readRule(first: Token, tokens: readonly Token[], { names, report }: Reading): RoutingDraft | undefined {
  const { named, rest } = withoutFamily(tokens, report);
  const words = new Words('a rule', RULE_OPTIONS, SAME_IN_RULES, rest, report);
  const [fromToken, toToken] = [words.token('from'), words.token('to')];
  const family = named ?? familyIn(fromToken) ?? familyIn(toToken) ?? 4;
  const from = fromToken === undefined ? undefined : prefixOf(fromToken, family, report);
  const to = toToken === undefined ? undefined : prefixOf(toToken, family, report);
  const [table, priority] = [words.named('table', names.of('table'), U32), words.number('priority', U32)];
  const [input, output, mark] = [words.device('iif'), words.device('oif'), words.mark('fwmark')];
  const end = ACTIONS.find((each) => words.has(each));
  if (!words.has('table') && end === undefined && words.isWhole) {
    report('CONF-518', first.span, 'a rule needs a table, or what becomes of the packets', {
      help: `write table N, or one of ${ACTIONS.join(', ')}`,
    });
  }
  const rule: Rule = {
    action: end ?? 'lookup',
    family,
    ...(from === undefined || from.length === 0 ? {} : { from }),
    ...(to === undefined || to.length === 0 ? {} : { to }),
    table: end === undefined ? (table ?? TABLE_MAIN) : 0,
    ...(priority === undefined ? {} : { priority }),
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(mark === undefined ? {} : { mark }),
    tos: words.named('tos', names.of('tos'), U8) ?? 0,
    match: words.has('not') ? 'except' : 'these',
    tracking: words.has('no_track') ? 'ignore' : 'track',
  };
  return { item: { kind: 'rule', rule }, span: first.span, trackGroup: words.token('track_group') };
}
