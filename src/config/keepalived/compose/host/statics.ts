import type { BlockSettings } from '../../block/block-settings.ts';
import type { Node } from '../../tree.ts';
import { type Audience, readSettings } from '../../block/block-settings.ts';
import { readAddresses } from '../compose-addresses.ts';
import type { StaticDraft, TrackGroupDraft } from '../draft.ts';
import { type Reading, type RoutingDraft, readRoutes, readRules } from './routing.ts';

/** As keepalived has it. */
const DEFAULT_INTERFACE = 'eth0';

/** `static_ipaddress`, `static_routes` and `static_rules`, in the order in which they can be set. */
export function readStatics(root: BlockSettings, globals: BlockSettings, reading: Reading): readonly StaticDraft[] {
  const device = globals.text('default_interface') ?? DEFAULT_INTERFACE;
  const addresses = readAddresses(root.lines('static_ipaddress'), device, reading.report);
  return [
    ...addresses.map(({ vip, span, trackGroup }): StaticDraft => ({
      item: { kind: 'address', address: vip },
      span,
      trackGroup,
    })),
    ...readRoutes(root.lines('static_routes'), reading),
    ...readRules(root.lines('static_rules'), reading),
  ];
}

/** `virtual_routes` and `virtual_rules`. */
export function readCarried(settings: BlockSettings, reading: Reading): readonly RoutingDraft[] {
  const lines = [
    ...readRoutes(settings.lines('virtual_routes'), reading),
    ...readRules(settings.lines('virtual_rules'), reading),
  ];
  for (const { trackGroup } of lines) {
    if (trackGroup === undefined) continue;
    reading.report('CONF-518', trackGroup.span, 'track_group is for static routes and rules', { help: 'delete it' });
  }
  return lines;
}

/** One `track_group` block. */
export function composeTrackGroup(node: Node, audience: Audience): TrackGroupDraft | undefined {
  const settings = readSettings(node.block?.children ?? [], 'track_group', audience);
  const [name] = node.args;
  if (name === undefined) return undefined;
  return { name, members: settings.lines('group').flatMap(({ keyword, args }) => [keyword, ...args]) };
}
