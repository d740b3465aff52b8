import type { IpFamily } from '../../../model/address.ts';
import type { Vip } from '../../../model/instance.ts';
import type { Report } from '../../diagnostic.ts';
import { nearestWord } from '../../nearest-word.ts';
import { ADDRESS_OPTIONS } from '../../settings/lines.ts';
import type { Span } from '../../source.ts';
import type { Token } from '../read/tokens.ts';
import type { Node } from '../tree.ts';
import type { AddressDraft } from './draft.ts';
import { fromNumber, type Ip, networkOf, parseIp } from '../block/ip.ts';
import { addressOf, checkInterface, numberOf } from '../block/values.ts';

/** rtnetlink scope numbers by their usual names. */
const SCOPES: Readonly<Record<string, number>> = { global: 0, site: 200, link: 253, host: 254, nowhere: 255 };
const OPTIONS = Object.keys(ADDRESS_OPTIONS);
const WITH_VALUE = new Set(OPTIONS.filter((option) => ADDRESS_OPTIONS[option] === 'value'));
const NEVER = new Set(['home', 'mngtmpaddr', 'autojoin', 'use_vmac']);
/** keepalived's `-nodad` takes away the flag that keeps the kernel from looking for duplicates. */
const FLAGS = { '-nodad': 'dad', noprefixroute: 'noprefixroute' } as const;
const FLAG_WORDS = new Set([...Object.keys(FLAGS), 'no_track']);
const LABEL_MAX = 15;
const PREFIX_MAX: Readonly<Record<IpFamily, number>> = { 4: 32, 6: 128 };
const LIFETIME_MAX_S = 2 ** 32 - 2;

/** By name: the value behind it, or the word itself where it has none. */
type Options = ReadonlyMap<string, Token>;

/** The lines of an address block: `IP[/LEN] [option …]`. Lines without an address are reported and left out. */
export function readAddresses(lines: readonly Node[], ownInterface: string, report: Report): AddressDraft[] {
  return lines.flatMap((node) => {
    const draft = readAddress(node, ownInterface, report);
    return draft === undefined ? [] : [draft];
  });
}

function readAddress({ keyword, args }: Node, ownInterface: string, report: Report): AddressDraft | undefined {
  const slash = keyword.text.indexOf('/');
  const [head, tail] =
    slash < 0 ? [keyword.text, undefined] : [keyword.text.slice(0, slash), keyword.text.slice(slash + 1)];
  if (keyword.kind === 'unresolved') return undefined;
  const ip = parseIp(head) ?? addressOf(keyword, report);
  const values = readOptions(args, report);
  if (ip === undefined) return undefined;
  const prefixSpan = { ...keyword.span, start: Math.min(keyword.span.end, keyword.span.start + Math.max(0, slash)) };
  const prefixLength =
    tail === undefined ? undefined : prefixOf(tail, ip, slash > 0 ? prefixSpan : keyword.span, report);
  const dev = values.get('dev');
  if (dev !== undefined) checkInterface(dev, report);
  const device = dev?.text ?? ownInterface;
  const peer = readPeer(values.get('peer'), ip, tail !== undefined, report);
  const length = peer?.length ?? prefixLength ?? PREFIX_MAX[ip.family];
  const vip = vipOf(ip, { prefixLength: length, device, values }, report);
  return {
    ip,
    span: keyword.span,
    prefixLength,
    prefixSpan,
    device: dev?.text,
    trackGroup: values.get('track_group'),
    vip: { ...vip, ...(peer === undefined ? {} : { peer: peer.address }), ...flagsOf(values) },
  };
}

function flagsOf(values: Options): Pick<Vip, 'flags' | 'tracking'> {
  const flags = (Object.keys(FLAGS) as (keyof typeof FLAGS)[]).filter((word) => values.has(word));
  return {
    ...(flags.length === 0 ? {} : { flags: flags.map((word) => FLAGS[word]) }),
    ...(values.has('no_track') ? { tracking: 'ignore' } : {}),
  };
}

/** `peer IP[/LEN]`: the network of the address is that of its peer. */
function readPeer(
  token: Token | undefined,
  ip: Ip,
  hasLength: boolean,
  report: Report,
): { readonly address: Vip['address']; readonly length: number } | undefined {
  if (token === undefined) return undefined;
  const [head = '', tail] = token.text.split('/');
  const peer = parseIp(head);
  if (peer === undefined || peer.family !== ip.family) {
    reportOption(token, `peer "${token.text}" is not an IPv${ip.family} address`, report);
    return undefined;
  }
  if (hasLength) {
    report('CONF-513', token.span, 'the prefix length belongs behind the peer, not behind the address', {
      help: `write ${ip.address} peer ${peer.address}/LEN`,
    });
  }
  const length = tail === undefined ? undefined : prefixOf(tail, peer, token.span, report);
  return { address: peer.address, length: length ?? PREFIX_MAX[ip.family] };
}

function readOptions(args: readonly Token[], report: Report): Options {
  const values = new Map<string, Token>();
  for (let index = 0; index < args.length; index += 1) {
    const option = args[index];
    if (option === undefined || option.kind === 'unresolved') continue;
    const name = option.text === 'broadcast' ? 'brd' : option.text;
    const value = args[index + 1];
    if (WITH_VALUE.has(option.text)) {
      index += 1;
      if (value === undefined) reportOption(option, `"${option.text}" needs a value; the address is lost`, report);
      else if (value.kind !== 'unresolved') values.set(name, value);
    } else if (FLAG_WORDS.has(option.text)) values.set(name, option);
    else if (NEVER.has(option.text))
      report('CONF-800', option.span, `"${option.text}" is not supported, ignored because no such addresses are made`);
    else reportUnknownOption(option, value, report);
    if (option.text === 'netmask') index += 1;
  }
  return values;
}

function reportOption(option: Token, message: string, report: Report): void {
  report('CONF-513', option.span, message);
}

function reportUnknownOption(option: Token, value: Token | undefined, report: Report): void {
  if (parseIp(option.text.split('/')[0] ?? '') !== undefined) {
    report('CONF-512', option.span, `two addresses on one line: "${option.text}"`, {
      note: 'keepalived would use the first only',
    });
    return;
  }
  if (option.text === 'netmask') {
    report('CONF-208', option.span, '"netmask" is not an option of an address', {
      help: `write ${netmaskHelp(value?.text ?? '')} behind the address`,
    });
    return;
  }
  const meant = nearestWord(option.text, OPTIONS);
  const help = meant === undefined ? {} : { help: `did you mean "${meant}"?` };
  report('CONF-513', option.span, `"${option.text}" is not an option of an address`, help);
}

/** `/24` for `255.255.255.0`; a sample when the mask is none. */
function netmaskHelp(mask: string): string {
  const bits = mask
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) && bits.length === 32 ? `/${bits.replaceAll('0', '').length}` : '/24';
}

function prefixOf(text: string, ip: Ip, span: Span, report: Report): number | undefined {
  const max = PREFIX_MAX[ip.family];
  const length = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (length <= max) return length;
  const comma = /^(\d{1,3})[,;]+$/.exec(text);
  if (comma !== null) {
    report('CONF-207', span, `"/${text}": one address per line, no comma`, { help: `write /${comma[1]}` });
  } else {
    const help = text.includes('.') ? netmaskHelp(text) : `/0 to /${max}`;
    report('CONF-208', span, `"/${text}" is not a prefix length`, { help: `write ${help}` });
  }
  return undefined;
}

interface VipParts {
  readonly prefixLength: number;
  readonly device: string;
  readonly values: Options;
}

const vipOf = (ip: Ip, parts: VipParts, report: Report): Vip =>
  ip.family === 4 ? ipv4Vip(ip, parts, report) : ipv6Vip(ip, parts, report);

/** The kernel knows the scope of an IPv6 address, and there are no labels. A /128 is rather no source of anything. */
function ipv6Vip({ address }: Ip, { prefixLength, device, values }: VipParts, report: Report): Vip {
  const brd = values.get('brd');
  if (brd !== undefined) report('CONF-509', brd.span, `no broadcast address possible for ${address}`);
  for (const name of ['scope', 'label']) {
    const token = values.get(name);
    if (token !== undefined) reportOption(token, `"${name}" is not an option of an IPv6 address`, report);
  }
  const lifetimeS = readLifetime(values.get('preferred_lft'), report) ?? (prefixLength === 128 ? 0 : 'forever');
  const preferred = lifetimeS === 'forever' ? {} : { preferredLifetimeS: lifetimeS };
  return { address, prefixLength, device, scope: 0, ...preferred };
}

/** `preferred_lft`: seconds, or `forever`. */
function readLifetime(token: Token | undefined, report: Report): number | 'forever' | undefined {
  if (token === undefined || token.text === 'forever') return token === undefined ? undefined : 'forever';
  const seconds = numberOf(token, 'integer', report);
  if (seconds === undefined || (seconds >= 0 && seconds <= LIFETIME_MAX_S)) return seconds;
  report('CONF-202', token.span, `preferred_lft must be forever, or 0 to ${LIFETIME_MAX_S} seconds`);
  return undefined;
}

function ipv4Vip(ip: Ip, { prefixLength, device, values }: VipParts, report: Report): Vip {
  const label = readLabel(values.get('label'), device, report);
  const broadcast = readBroadcast(values.get('brd'), ip, prefixLength, report);
  const scope = readScope(values.get('scope'), report);
  const preferred = values.get('preferred_lft');
  if (preferred !== undefined) {
    report('CONF-800', preferred.span, '"preferred_lft" is for IPv6 addresses, ignored as in keepalived');
  }
  return {
    address: ip.address,
    prefixLength,
    device,
    scope: scope ?? 0,
    ...(label === undefined ? {} : { label }),
    ...(broadcast === undefined ? {} : { broadcast }),
  };
}

function readLabel(token: Token | undefined, device: string, report: Report): string | undefined {
  if (token === undefined) return undefined;
  if (token.text.length > LABEL_MAX) {
    report('CONF-507', token.span, `label has ${token.text.length} characters, limit ${LABEL_MAX}`);
    return undefined;
  }
  if (device !== '' && token.text !== device && !token.text.startsWith(`${device}:`)) {
    report('CONF-508', token.span, `tools expect "${device}:…"`, { help: `write label ${device}:1` });
  }
  return token.text;
}

function readBroadcast(token: Token | undefined, ip: Ip, prefixLength: number, report: Report): Vip['broadcast'] {
  if (token === undefined) return undefined;
  const { first, last } = networkOf(ip.address, prefixLength);
  if (token.text === '+' || token.text === '-') {
    if (prefixLength <= 30) return fromNumber(token.text === '+' ? last : first);
    report('CONF-509', token.span, `no broadcast address possible for ${ip.address}/${prefixLength}`);
    return undefined;
  }
  const written = addressOf(token, report);
  if (written === undefined || written.family === 6) return undefined;
  const fits = prefixLength > 30 || written.address === fromNumber(last) || written.address === fromNumber(first);
  if (!fits || written.address === ip.address) {
    report('CONF-510', token.span, `broadcast ${written.address} does not fit ${ip.address}/${prefixLength}`, {
      help: 'write brd +',
    });
  }
  return written.address;
}

function readScope(token: Token | undefined, report: Report): number | undefined {
  if (token === undefined) return undefined;
  const named = SCOPES[token.text];
  if (named !== undefined) return named;
  if (/^\d{1,3}$/.test(token.text) && Number(token.text) <= 255) return Number(token.text);
  report('CONF-212', token.span, `scope "${token.text}": use global, link, host, site, nowhere or 0 to 255`);
  return undefined;
}
