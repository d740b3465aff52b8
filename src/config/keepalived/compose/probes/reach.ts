import type { ArpProbeConfig, PingProbeConfig } from '../../../../model/probe/reach.ts';
import type { IpAddress } from '../../../../model/address.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import type { ProbeComposer, ProbePlace } from './probes.ts';
import { missing, ownAddress } from './reading.ts';

export const composePing: ProbeComposer<PingProbeConfig> = (settings, place) => ({
  kind: 'ping',
  ...readReach(settings, place),
  interface: settings.text('interface') ?? 'any',
});

export const composeArp: ProbeComposer<ArpProbeConfig> = (settings, place) => {
  const name = settings.text('interface');
  if (name === undefined && !settings.has('interface')) missing(place, 'interface');
  return { kind: 'arp', ...readReach(settings, place), interface: name ?? '' };
};

function readReach(settings: BlockSettings, place: ProbePlace): Omit<PingProbeConfig, 'kind' | 'interface'> {
  const targets = readTargets(settings, place);
  if (!settings.has('target')) missing(place, 'target');
  const reach = {
    targets,
    need: settings.number('need') ?? 1,
    count: settings.number('count') ?? 3,
    replies: settings.number('replies') ?? 1,
    spacingMs: settings.number('spacing') ?? 200,
    waitMs: settings.number('reply_within') ?? 300,
    from: ownAddress(settings, 'from', place),
  };
  const { report } = place;
  const [need, replies] = [settings.span('need'), settings.span('replies')];
  if (need !== undefined && reach.need > targets.length) {
    report('CONF-351', need, `${reach.need} of ${targets.length} targets can never answer`);
  }
  if (reach.replies > reach.count) {
    const span = replies ?? settings.span('count') ?? place.node.keyword.span;
    report('CONF-351', span, `${reach.count} packets can never have ${reach.replies} answers`);
  }
  return reach;
}

function readTargets(settings: BlockSettings, { report }: ProbePlace): readonly IpAddress[] {
  const found = settings.entries('target').flatMap(({ value, node }) => {
    if (value?.type !== 'ip') return [];
    if (value.value.family === 4) return [value.value.address];
    report('CONF-355', node.args[0]?.span ?? node.keyword.span, `target ${value.value.address} is an IPv6 address`);
    return [];
  });
  return [...new Set(found)];
}
