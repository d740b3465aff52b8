import type { IpFamily } from '../../../model/address.ts';
import type { Authentication, InstanceConfig, RunAs } from '../../../model/instance.ts';
import type { Priority } from '../../../model/priority.ts';
import type { Vrid } from '../../../model/vrid.ts';
import { advertCapacity } from '../../../vrrp/layout.ts';
import type { Report } from '../../diagnostic.ts';
import type { Node } from '../tree.ts';
import { type Audience, type BlockSettings, readSettings } from '../block/block-settings.ts';
import { readAddresses } from './compose-addresses.ts';
import { readCast } from './compose-cast.ts';
import { garpOf } from './compose-global.ts';
import { readNotify } from './compose-notify.ts';
import type { RoutingNames } from './host/names.ts';
import { readCarried } from './host/statics.ts';
import { readVmac } from './host/vmac.ts';
import { readTracked, readTrackedChecks } from './compose-tracked.ts';
import { readFamily } from './addresses/family.ts';
import type { AddressDraft, InstanceDraft } from './draft.ts';

const CS_PER_S = 100;
const MS_PER_S = 1000;
const PASSWORD_BYTES = 8;
const DEFAULT_PRIORITY = 100;
const OWNER = 255;
/** What adverts are cut to; `rules/host.ts` looks at the interface itself. */
const ETHERNET_MTU_BYTES = 1500;

interface Around {
  readonly globals: BlockSettings;
  readonly defaultUser: RunAs;
  readonly names: RoutingNames;
}

/** One `vrrp_instance` block. What is missing or wrong is reported, and its default stands in so that the rest is judged. */
export function composeInstance(
  node: Node,
  order: number,
  around: Around,
  audience: Audience,
): InstanceDraft | undefined {
  const { report } = audience;
  const { globals } = around;
  const settings = readSettings(node.block?.children ?? [], 'vrrp_instance', audience);
  const [name] = node.args;
  if (name === undefined || node.block === undefined) return undefined;
  const ownInterface = settings.text('interface') ?? '';
  const authentication = readSettings(settings.lines('authentication'), 'authentication', audience);
  const drafts = readAddresses(settings.lines('virtual_ipaddress'), ownInterface, report);
  const excludedDrafts = readAddresses(settings.lines('virtual_ipaddress_excluded'), ownInterface, report);
  const trackedInterfaces = readTracked(settings.lines('track_interface'), report);
  const notify = readNotify(settings, { name: name.text, user: around.defaultUser }, report);
  const family = readFamily(settings, drafts, report);
  const { cast, source } = readCast(settings, globals, family, report);
  const vrid = (settings.number('virtual_router_id') ?? 1) as Vrid;
  const vmac = readVmac(settings, { globals, cast, vrid }, report);
  const carrier = vmac === 'none' ? ownInterface : vmac.name;
  const [vips, excludedVips] = [onCarrier(drafts, carrier), onCarrier(excludedDrafts, carrier)];
  const version = readVersion(settings, globals, family, report);
  const carried = readCarried(settings, { names: around.names, report });
  const strict = choice(settings, globals, 'strict_mode', 'vrrp_strict');
  const written: InstanceConfig = {
    name: name.text,
    interface: ownInterface,
    vmac,
    promoteSecondaries: settings.has('promote_secondaries') ? 'on' : 'leave',
    vrid,
    version,
    family,
    ...readElection(settings, strict, report),
    advertIntervalCs: readAdvertInterval(settings, version, report),
    downTimerAdverts: settings.number('down_timer_adverts') ?? globals.number('vrrp_down_timer_adverts') ?? 3,
    authentication: version === 3 || strict === 'on' ? { type: 'none' } : passwordOf(authentication, report),
    cast,
    sourceAddress: source,
    ...inAdverts(vips, excludedVips, advertCapacity({ version, family }, ETHERNET_MTU_BYTES)),
    carried: carried.map(({ item }) => item),
    trackedChecks: [],
    trackedInterfaces: [],
    trackPrimary: settings.has('dont_track_primary') ? 'ignore' : 'fault',
    garp: garpOf(settings, globals),
    ...packetChoices(settings, globals, report),
    allBad: (settings.text('all_bad') ?? globals.text('all_bad')) === 'keep' ? 'keep' : 'release',
    // A keepalived.conf tells of no other node; a cluster file sets both with what it knows.
    knownNodes: [],
    notify: notify.scripts,
    // With what its group and all instances say about it: see `model-of`.
    priorityEvents: 'silent',
    mail: 'off',
  };
  const config = strict === 'on' ? strictly(written) : written;
  remarkRequired(settings, name.span, name.text, report);
  return {
    name: name.text,
    nameSpan: name.span,
    settings,
    order,
    config,
    vips,
    excludedVips,
    carried,
    trackedChecks: readTrackedChecks(settings, report),
    trackedInterfaces,
    notify: notify.hooks,
    strict: strict === 'on' ? 'strict' : 'lenient',
  };
}

/** What names no `dev` of its own goes where the instance's virtual MAC is. */
const onCarrier = (drafts: readonly AddressDraft[], carrier: string): readonly AddressDraft[] =>
  drafts.map((draft) => (draft.device === undefined ? { ...draft, vip: { ...draft.vip, device: carrier } } : draft));

/** The last word counts. Whoever owns the address is its host as well. */
function readAcceptMode(settings: BlockSettings, report: Report): InstanceConfig['acceptMode'] {
  const span = settings.entry('no_accept')?.node.keyword.span;
  if (span === undefined || isAfter(settings, 'accept', 'no_accept')) return 'accept';
  if (settings.number('priority') !== OWNER) return 'refuse';
  report('CONF-443', span, 'no_accept is dropped: with priority 255 the address is that of this host');
  return 'accept';
}

/** What does not fit an advert is set and announced like the excluded ones. */
function inAdverts(
  vips: readonly AddressDraft[],
  excluded: readonly AddressDraft[],
  capacity: number,
): Pick<InstanceConfig, 'vips' | 'excludedVips'> {
  return {
    vips: vips.slice(0, capacity).map(({ vip }) => vip),
    excludedVips: [...vips.slice(capacity), ...excluded].map(({ vip }) => vip),
  };
}

/** Version 2 is for IPv4: over IPv6 keepalived can send it, which no RFC knows and no version 3 accepts. */
function readVersion(settings: BlockSettings, globals: BlockSettings, family: IpFamily, report: Report): 2 | 3 {
  const [own, span] = [settings.text('version'), settings.span('version')];
  if (family === 4) return (own ?? globals.text('vrrp_version')) === '3' ? 3 : 2;
  if (own === '2' && span !== undefined) {
    report('CONF-804', span, 'version 2 over IPv6 is not supported: VRRP 2 knows IPv4 only', {
      help: 'write version 3 on all nodes, or delete the line',
    });
  }
  return 3;
}

function remarkRequired(settings: BlockSettings, span: Node['keyword']['span'], name: string, report: Report): void {
  if (!settings.has('virtual_router_id')) report('CONF-401', span, `"${name}" has no virtual_router_id`);
  if (!settings.has('interface')) report('CONF-402', span, `"${name}" has no interface`);
}

type Election = Pick<InstanceConfig, 'wantedState' | 'basePriority' | 'preempt' | 'preemptDelayMs'>;

/** State, priority and preemption: which of them cancel each other is keepalived's choice (`keepalived-conf.md` 3.8). */
function readElection(settings: BlockSettings, strict: 'on' | 'off', report: Report): Election {
  const asked = settings.entries('state').some(({ value }) => value?.type === 'text' && value.value === 'MASTER');
  const given = settings.number('priority');
  // In strict mode only the owner of the address may ask for it.
  const master = asked && (strict === 'off' || given === undefined || given === OWNER);
  const priority = given ?? (master && !settings.has('priority') ? OWNER : DEFAULT_PRIORITY);
  const stateSpan = settings.span('state');
  if (master && !settings.has('priority') && stateSpan !== undefined) {
    report('CONF-407', stateSpan, 'state MASTER without a priority: it becomes 255');
  }
  const wantsNoPreempt = settings.has('nopreempt') && !isAfter(settings, 'preempt', 'nopreempt');
  const noPreempt = wantsNoPreempt && !master && priority !== OWNER;
  const [noPreemptSpan, delaySpan] = [settings.span('nopreempt'), settings.span('preempt_delay')];
  if (wantsNoPreempt && master && noPreemptSpan !== undefined) {
    report('CONF-404', noPreemptSpan, 'nopreempt is dropped with state MASTER');
  } else if (wantsNoPreempt && priority === OWNER && noPreemptSpan !== undefined) {
    report('CONF-406', noPreemptSpan, 'nopreempt is dropped: priority 255 always takes over');
  }
  const delay = settings.number('preempt_delay') ?? 0;
  const dropped = master ? 'state MASTER' : noPreempt ? 'nopreempt' : strict === 'on' ? 'strict mode' : undefined;
  if (delay > 0 && dropped !== undefined && delaySpan !== undefined) {
    report('CONF-405', delaySpan, `preempt_delay is dropped with ${dropped}`);
  }
  return {
    wantedState: master || (!settings.has('state') && priority === OWNER) ? 'master' : 'backup',
    basePriority: priority as Priority,
    preempt: noPreempt ? 'nopreempt' : 'preempt',
    preemptDelayMs: dropped === undefined ? Math.round(delay * MS_PER_S) : 0,
  };
}

/**
 * What the RFC of the version leaves no choice in, whatever is written: RFC 9568 §6.4.3 has a master answer a lower
 * advert, RFC 3768 not. keepalived's strict mode is silent in both. Source: vrrp.md 4.7.
 */
const strictly = (config: InstanceConfig): InstanceConfig => ({
  ...config,
  downTimerAdverts: 3,
  garp: { ...config.garp, lowerPriorityRepeat: 0, lowerPriorityDelayMs: 0 },
  onLowerPriority: config.version === 2 ? 'silent' : 'advertise',
  onHigherPriority: 'silent',
  globalFirstAddress: 'drop',
  ownerHears: 'nothing',
});

function isAfter(settings: BlockSettings, later: string, earlier: string): boolean {
  const [a, b] = [settings.entry(later)?.node.keyword.span, settings.entry(earlier)?.node.keyword.span];
  return a !== undefined && b !== undefined && a.file === b.file && a.start > b.start;
}

/** Centiseconds. Version 2 counts whole seconds, version 3 hundredths up to 40.95 s. */
function readAdvertInterval(settings: BlockSettings, version: 2 | 3, report: Report): number {
  const written = settings.number('advert_int');
  const span = settings.span('advert_int');
  if (written === undefined || span === undefined) return CS_PER_S;
  const [least, most] = version === 2 ? [1, 255] : [0.01, 40.95];
  if (version === 2 && written > 0 && written < most && !Number.isInteger(written)) {
    const rounded = Math.max(1, Math.round(written));
    report('CONF-414', span, `advert_int ${written} is rounded to ${rounded} s by version 2`);
    return rounded * CS_PER_S;
  }
  if (written < least || written > most) {
    report('CONF-415', span, `version ${version} allows advert_int ${least} to ${most} s`);
    return CS_PER_S;
  }
  const rounded = Math.round(written * CS_PER_S);
  if (Math.abs(rounded - written * CS_PER_S) > 1e-6) report('CONF-203', span, `rounded to ${rounded / CS_PER_S}`);
  return rounded;
}

function passwordOf(authentication: BlockSettings, report: Report): Authentication {
  const [type, password] = [authentication.text('auth_type'), authentication.text('auth_pass')];
  const [typeSpan, passwordSpan] = [authentication.span('auth_type'), authentication.span('auth_pass')];
  if (type === 'AH' && typeSpan !== undefined) {
    const why = 'AH: peers and this node would refuse each other, and both would be MASTER';
    report('CONF-801', typeSpan, `"auth_type AH" is not supported and dangerous to ignore: ${why}`, {
      help: 'use auth_type PASS on all nodes',
    });
    return { type: 'none' };
  }
  const [hasType, hasPassword] = [authentication.has('auth_type'), authentication.has('auth_pass')];
  if (hasType !== hasPassword) {
    const missing = hasType ? 'auth_pass' : 'auth_type';
    const span = typeSpan ?? passwordSpan;
    if (span !== undefined) report('CONF-413', span, `authentication is off: ${missing} is missing`);
  }
  if (password !== undefined && passwordSpan !== undefined && utf8Bytes(password) > PASSWORD_BYTES) {
    const used = password.slice(0, PASSWORD_BYTES);
    report('CONF-410', passwordSpan, `only the first ${PASSWORD_BYTES} characters of auth_pass count: "${used}"`);
  }
  return type === 'PASS' && password !== undefined
    ? { type: 'pass', password: password.slice(0, PASSWORD_BYTES) }
    : { type: 'none' };
}

/** Bytes of a text in UTF-8. */
function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const char of text) bytes += char < '\u0080' ? 1 : char < '\u0800' ? 2 : char.length === 1 ? 3 : 4;
  return bytes;
}

type PacketChoices = Pick<
  InstanceConfig,
  | 'acceptMode'
  | 'v3Checksum'
  | 'unicastSource'
  | 'onLowerPriority'
  | 'onHigherPriority'
  | 'addressListCheck'
  | 'globalFirstAddress'
  | 'ownerHears'
>;

function packetChoices(settings: BlockSettings, globals: BlockSettings, report: Report): PacketChoices {
  const on = (word: string, global = `vrrp_${word}`): boolean => choice(settings, globals, word, global) === 'on';
  return {
    acceptMode: readAcceptMode(settings, report),
    v3Checksum: v3Checksum(settings) ?? v3Checksum(globals) ?? 'pseudo',
    unicastSource: on('check_unicast_src') ? 'peersOnly' : 'any',
    onLowerPriority: on('lower_prio_no_advert') ? 'silent' : 'advertise',
    onHigherPriority: on('higher_prio_send_advert') ? 'advertise' : 'silent',
    addressListCheck: addressListCheck(settings, globals, on('skip_check_adv_addr')),
    globalFirstAddress: 'report',
    ownerHears: on('owner_ignore_adverts') ? 'nothing' : 'adverts',
  };
}

/** vipward's own word, or keepalived's. */
function v3Checksum(settings: BlockSettings): InstanceConfig['v3Checksum'] | undefined {
  const written = settings.text('v3_checksum');
  if (written === 'pseudo' || written === 'rfc9568' || written === 'auto') return written;
  const asV2 = settings.switch('v3_checksum_as_v2');
  return asV2 === undefined ? undefined : asV2 === 'on' ? 'rfc9568' : 'pseudo';
}

/** `vip_mismatch` is vipward's own word and says more than keepalived's `skip_check_adv_addr`. */
function addressListCheck(
  settings: BlockSettings,
  globals: BlockSettings,
  skipped: boolean,
): InstanceConfig['addressListCheck'] {
  const written = settings.text('vip_mismatch') ?? globals.text('vip_mismatch');
  if (written !== undefined) return written === 'drop' ? 'drop' : 'report';
  return skipped ? 'off' : 'report';
}

const choice = (settings: BlockSettings, globals: BlockSettings, word: string, global: string): 'on' | 'off' =>
  settings.switch(word) ?? globals.switch(global) ?? 'off';
