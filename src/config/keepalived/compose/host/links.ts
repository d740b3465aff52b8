import type { LinkBeat, PacingGroup } from '../../../../model/host/links.ts';
import type { Report } from '../../../diagnostic.ts';
import type { Span } from '../../../source.ts';
import { type Audience, type BlockSettings, readSettings } from '../../block/block-settings.ts';
import { checkInterface, numberOf } from '../../block/values.ts';
import type { Token } from '../../read/tokens.ts';
import type { Node } from '../../tree.ts';
import type { InstanceDraft, LinkDraft, PacingDraft } from '../draft.ts';

const MS_PER_S = 1000;
const LONGEST_DELAY_S = 255;
const BEATS: Readonly<Record<string, LinkBeat>> = { MII: 'mii', ETHTOOL: 'ethtool', IOCTL: 'ioctl' };

/** What `interface_up_down_delays` and the words of linkbeat say, one rule an interface. */
export function readLinks(
  root: BlockSettings,
  instances: readonly InstanceDraft[],
  report: Report,
): readonly LinkDraft[] {
  const delays = root.lines('interface_up_down_delays').flatMap((line) => readDelays(line, report) ?? []);
  const beats = new Map<string, { readonly beat: LinkBeat; readonly span: Span }>();
  const polled = root.span('linkbeat_use_polling');
  for (const { config, settings, trackedInterfaces } of instances) {
    const span = polled ?? settings.span('linkbeat_use_polling');
    if (span === undefined) continue;
    const tracked = polled === undefined ? [] : trackedInterfaces.map(({ name }) => name);
    for (const device of [config.interface, ...tracked]) beats.set(device, { beat: 'auto', span });
  }
  for (const line of root.lines('linkbeat_interfaces')) {
    const read = readBeat(line, report);
    if (read !== undefined) beats.set(read.device, read);
  }
  const devices = new Set([...delays.map(({ device }) => device), ...beats.keys()]);
  return [...devices].flatMap((device) => {
    const delay = delays.findLast((each) => each.device === device);
    const beat = beats.get(device);
    const span = delay?.span ?? beat?.span;
    if (span === undefined) return [];
    const { downDelayMs, upDelayMs } = delay ?? { downDelayMs: 0, upDelayMs: 0 };
    return [{ device, beat: beat?.beat ?? 'kernel', downDelayMs, upDelayMs, span }];
  });
}

/** `IF DOWN [UP]`. */
function readDelays({ keyword, args }: Node, report: Report): Omit<LinkDraft, 'beat'> | undefined {
  checkInterface(keyword, report);
  const [down, up, surplus] = args;
  if (down === undefined) {
    report('CONF-104', keyword.span, `"${keyword.text}" needs seconds`, { help: 'IF DOWN [UP], such as eth0 1.5 3' });
    return undefined;
  }
  if (surplus !== undefined) report('CONF-105', surplus.span, `"${surplus.text}" is not used`);
  const [downDelayMs, upDelayMs] = [delayMsOf(down, report), up === undefined ? 0 : delayMsOf(up, report)];
  return { device: keyword.text, downDelayMs, upDelayMs, span: keyword.span };
}

function delayMsOf(token: Token, report: Report): number {
  const seconds = numberOf(token, 'seconds', report) ?? 0;
  if (seconds <= LONGEST_DELAY_S) return seconds * MS_PER_S;
  report('CONF-202', token.span, `a delay must be 0 to ${LONGEST_DELAY_S}`);
  return 0;
}

/** `IF [MII|ETHTOOL|IOCTL]`. */
function readBeat(
  { keyword, args }: Node,
  report: Report,
): { readonly device: string; readonly beat: LinkBeat; readonly span: Span } | undefined {
  checkInterface(keyword, report);
  const [way, surplus] = args;
  if (surplus !== undefined) report('CONF-105', surplus.span, `"${surplus.text}" is not used`);
  const beat = way === undefined ? 'auto' : BEATS[way.text];
  if (way !== undefined && beat === undefined) {
    const words = Object.keys(BEATS).join(', ');
    report('CONF-212', way.span, `linkbeat_interfaces "${way.text}": use ${words}`, {
      help: `use ${words}, or nothing`,
    });
  }
  return beat === undefined ? undefined : { device: keyword.text, beat, span: keyword.span };
}

/** The interfaces that have a line of their own in these blocks. */
export const interfacesNamed = (root: BlockSettings): readonly Token[] =>
  ['interface_up_down_delays', 'linkbeat_interfaces'].flatMap((word) => root.lines(word).map(({ keyword }) => keyword));

/** One `garp_group` block; without an interval it says nothing, as in keepalived. */
export function composePacing(node: Node, audience: Audience): PacingDraft {
  const settings = readSettings(node.block?.children ?? [], 'garp_group', audience);
  const listed = settings.lines('interfaces').flatMap(({ keyword, args }) => [keyword, ...args]);
  for (const token of listed) checkInterface(token, audience.report);
  const named = [...(settings.entry('interface')?.node.args ?? []), ...listed];
  const [garp, neighbour] = [settings.number('garp_interval'), settings.number('gna_interval')];
  if (garp === undefined && neighbour === undefined)
    audience.report('CONF-104', node.keyword.span, 'a garp_group needs garp_interval or gna_interval');
  if (named.length === 0) audience.report('CONF-104', node.keyword.span, 'a garp_group needs interface or interfaces');
  const group: PacingGroup = {
    devices: named.map(({ text }) => text),
    garpIntervalMs: Math.round((garp ?? 0) * MS_PER_S),
    neighbourAdvertIntervalMs: Math.round((neighbour ?? 0) * MS_PER_S),
  };
  return { group, named };
}
