/** Routes in rtnetlink (rtnetlink(7), `rtmsg`), of both families. */
import { ADDRESS_BYTES, addressBytes, addressFromBytes, familyOf } from '../../model/address.ts';
import type { IpAddress, IpFamily } from '../../model/address.ts';
import type { Route, RouteMetric } from '../../model/host/routing.ts';
import { attribute, concatenate, nested, u32 } from './attribute.ts';
import { decodeAttributes, viewOf } from './message.ts';
import type { NetlinkMessage } from './message.ts';

export const RTM_NEWROUTE = 24;
export const RTM_DELROUTE = 25;
export const RTM_GETROUTE = 26;

const AF: Readonly<Record<IpFamily, number>> = { 4: 2, 6: 10 };
const BODY_BYTES = 12;
const RT_TABLE_COMPAT = 252;
const RTNH_F_ONLINK = 4;
const TYPES = { unicast: 1, local: 2, blackhole: 6, unreachable: 7, prohibit: 8, throw: 9 } as const;
const RTA_DST = 1;
const RTA_OIF = 4;
const RTA_GATEWAY = 5;
const RTA_PRIORITY = 6;
const RTA_PREFSRC = 7;
const RTA_METRICS = 8;
const RTA_TABLE = 15;
const METRICS: Readonly<Record<RouteMetric, number>> = {
  mtu: 2,
  window: 3,
  ssthresh: 6,
  cwnd: 7,
  advmss: 8,
  reordering: 9,
  hoplimit: 10,
  initcwnd: 11,
  initrwnd: 14,
  quickack: 16,
};

/** What tells a route from every other one of its family. */
export interface RouteIdentity {
  readonly family: IpFamily;
  readonly to: IpAddress;
  readonly length: number;
  readonly table: number;
  readonly metric: number;
  readonly tos: number;
}

/** A route as the kernel reports it. `protocol`: who made it. */
export interface RouteMessage extends RouteIdentity {
  readonly protocol: number;
  /** As it came: a request to delete just this route says the same. */
  readonly body: Uint8Array;
}

export const familyNumber = (family: IpFamily): number => AF[family];

/** The family of a message; `undefined` for others. */
export const familyNamed = (number: number | undefined): IpFamily | undefined =>
  number === AF[4] ? 4 : number === AF[6] ? 6 : undefined;

/** In numbers of at most one byte, for headers: larger tables are in an attribute. */
export const smallTable = (table: number): number => (table < 256 ? table : RT_TABLE_COMPAT);

/** The body of RTM_NEWROUTE and RTM_DELROUTE. `deviceIndex`: of `device`. `protocol`: who makes it, 1 to 255. */
export function encodeRoute(route: Route, deviceIndex: number | undefined, protocol: number): Uint8Array {
  const { to, type, scope, tos, table, via, source, metric, metrics } = route;
  const flags = new Uint8Array(4);
  if (route.onlink === 'yes') viewOf(flags).setUint32(0, RTNH_F_ONLINK, true);
  const header = [AF[familyOf(to.address)], to.length, 0, tos, smallTable(table), protocol, scope, TYPES[type]];
  return concatenate([
    Uint8Array.of(...header, ...flags),
    ...(to.length === 0 ? [] : [attribute(RTA_DST, addressBytes(to.address))]),
    ...(via === undefined ? [] : [attribute(RTA_GATEWAY, addressBytes(via))]),
    ...(deviceIndex === undefined ? [] : [u32(RTA_OIF, deviceIndex)]),
    ...(source === undefined ? [] : [attribute(RTA_PREFSRC, addressBytes(source))]),
    ...(metric === undefined ? [] : [u32(RTA_PRIORITY, metric)]),
    ...(metrics === undefined ? [] : [nested(RTA_METRICS, metricsOf(metrics))]),
    u32(RTA_TABLE, table),
  ]);
}

const metricsOf = (metrics: NonNullable<Route['metrics']>): readonly Uint8Array[] =>
  Object.entries(metrics).map(([name, value]) => u32(METRICS[name as RouteMetric], value));

/** The body of a dump request for the routes that `protocol` has made, in all tables; strict checking filters. */
export const encodeRouteDump = (family: IpFamily, protocol: number): Uint8Array =>
  Uint8Array.of(AF[family], 0, 0, 0, 0, protocol, 0, 0, 0, 0, 0, 0);

/** What the kernel will call this route. */
export function routeIdentity({ to, table, metric, tos }: Route): RouteIdentity {
  const family = familyOf(to.address);
  return { family, to: to.address, length: to.length, table, metric: metric ?? (family === 6 ? 1024 : 0), tos };
}

/** Reads RTM_NEWROUTE or RTM_DELROUTE; `undefined` for other families and what is too short. Never throws. */
export function decodeRoute({ body }: NetlinkMessage): RouteMessage | undefined {
  const [number, length = 0, , tos = 0, small = 0, protocol = 0] = body;
  const family = familyNamed(number);
  if (body.length < BODY_BYTES || family === undefined) return undefined;
  const attributes = decodeAttributes(body.subarray(BODY_BYTES));
  const to = readAddress(attributes.get(RTA_DST), family);
  if (to === undefined) return undefined;
  return {
    family,
    to,
    length,
    table: readU32(attributes.get(RTA_TABLE)) ?? small,
    metric: readU32(attributes.get(RTA_PRIORITY)) ?? 0,
    tos,
    protocol,
    body,
  };
}

/** An address of a family, all zeros where none is given; `undefined` when it is too short. */
export function readAddress(bytes: Uint8Array | undefined, family: IpFamily): IpAddress | undefined {
  const present = bytes ?? new Uint8Array(ADDRESS_BYTES[family]);
  return present.length < ADDRESS_BYTES[family] ? undefined : addressFromBytes(present, 0, family);
}

export const readU32 = (bytes: Uint8Array | undefined): number | undefined =>
  bytes === undefined || bytes.length < 4 ? undefined : viewOf(bytes).getUint32(0, true);
