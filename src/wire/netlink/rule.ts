/** Policy rules in rtnetlink (the kernel's fib_rules.h, `fib_rule_hdr`), of both families. */
import { addressBytes } from '../../model/address.ts';
import type { IpAddress, IpFamily } from '../../model/address.ts';
import type { Prefix, Rule } from '../../model/host/routing.ts';
import { attribute, concatenate, text, u32, u8 } from './attribute.ts';
import { decodeAttributes, textFromBytes } from './message.ts';
import type { NetlinkMessage } from './message.ts';
import { familyNamed, familyNumber, readAddress, readU32, smallTable } from './route.ts';

export const RTM_NEWRULE = 32;
export const RTM_DELRULE = 33;
export const RTM_GETRULE = 34;

const BODY_BYTES = 12;
const ACTIONS = { lookup: 1, blackhole: 6, unreachable: 7, prohibit: 8 } as const;
const FIB_RULE_INVERT = 2;
const FRA_DST = 1;
const FRA_SRC = 2;
const FRA_IIFNAME = 3;
const FRA_PRIORITY = 6;
const FRA_FWMARK = 10;
const FRA_TABLE = 15;
const FRA_FWMASK = 16;
const FRA_OIFNAME = 17;
const FRA_PROTOCOL = 21;

/** What tells a rule from every other one; `priority` as the kernel has it, or `any` where it chooses. */
export interface RuleIdentity {
  readonly family: IpFamily;
  readonly action: number;
  readonly from: string;
  readonly to: string;
  readonly table: number;
  readonly input: string;
  readonly output: string;
  readonly mark: number;
  readonly tos: number;
  readonly match: Rule['match'];
}

/** A rule as the kernel reports it. `protocol`: who made it. */
export interface RuleMessage extends RuleIdentity {
  readonly priority: number;
  readonly protocol: number;
  /** As it came: a request to delete just this rule says the same. */
  readonly body: Uint8Array;
}

/** The body of RTM_NEWRULE. `protocol`: who makes it, 1 to 255. */
export function encodeRule(rule: Rule, protocol: number): Uint8Array {
  const { from, to, table, priority, input, output, mark, tos } = rule;
  const header = [
    familyNumber(rule.family),
    to?.length ?? 0,
    from?.length ?? 0,
    tos,
    smallTable(table),
    0,
    0,
    ACTIONS[rule.action],
  ];
  return concatenate([
    Uint8Array.of(...header, rule.match === 'except' ? FIB_RULE_INVERT : 0, 0, 0, 0),
    ...prefix(FRA_DST, to),
    ...prefix(FRA_SRC, from),
    ...(input === undefined ? [] : [text(FRA_IIFNAME, input)]),
    ...(output === undefined ? [] : [text(FRA_OIFNAME, output)]),
    ...(priority === undefined ? [] : [u32(FRA_PRIORITY, priority)]),
    ...(mark === undefined ? [] : [u32(FRA_FWMARK, mark.value), u32(FRA_FWMASK, mark.mask)]),
    u32(FRA_TABLE, table),
    u8(FRA_PROTOCOL, protocol),
  ]);
}

const prefix = (type: number, value: Prefix | undefined): readonly Uint8Array[] =>
  value === undefined || value.length === 0 ? [] : [attribute(type, addressBytes(value.address))];

/** The body of a dump request for all rules of a family. */
export const encodeRuleDump = (family: IpFamily): Uint8Array =>
  Uint8Array.of(familyNumber(family), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

const prefixText = (address: IpAddress | undefined, length: number): string =>
  address === undefined || length === 0 ? '' : `${address}/${length}`;

/** What the kernel will call this rule, but for its priority. */
export const ruleIdentity = ({ from, to, input, output, mark, ...rule }: Rule): RuleIdentity => ({
  family: rule.family,
  action: ACTIONS[rule.action],
  from: prefixText(from?.address, from?.length ?? 0),
  to: prefixText(to?.address, to?.length ?? 0),
  table: rule.table,
  input: input ?? '',
  output: output ?? '',
  mark: mark?.value ?? 0,
  tos: rule.tos,
  match: rule.match,
});

/** Reads RTM_NEWRULE or RTM_DELRULE; `undefined` for other families and what is too short. Never throws. */
export function decodeRule({ body }: NetlinkMessage): RuleMessage | undefined {
  const [number, toLength = 0, fromLength = 0, tos = 0, small = 0, , , action = 0, flags = 0] = body;
  const family = familyNamed(number);
  if (body.length < BODY_BYTES || family === undefined) return undefined;
  const attributes = decodeAttributes(body.subarray(BODY_BYTES));
  const named = (type: number): string => textFromBytes(attributes.get(type) ?? new Uint8Array());
  return {
    family,
    action,
    from: prefixText(readAddress(attributes.get(FRA_SRC), family), fromLength),
    to: prefixText(readAddress(attributes.get(FRA_DST), family), toLength),
    table: readU32(attributes.get(FRA_TABLE)) ?? small,
    input: named(FRA_IIFNAME),
    output: named(FRA_OIFNAME),
    mark: readU32(attributes.get(FRA_FWMARK)) ?? 0,
    tos,
    match: (flags & FIB_RULE_INVERT) === 0 ? 'these' : 'except',
    priority: readU32(attributes.get(FRA_PRIORITY)) ?? 0,
    protocol: attributes.get(FRA_PROTOCOL)?.[0] ?? 0,
    body,
  };
}
