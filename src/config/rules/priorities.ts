import type { InstanceConfig } from '../../model/instance.ts';
import type { Report } from '../diagnostic.ts';
import type { BlockSettings } from '../keepalived/block/block-settings.ts';
import type { Draft } from '../keepalived/compose/draft.ts';

const OWNER = 255;
/** What the RFCs leave no choice in. */
const STRICT_DROPS = ['down_timer_adverts', 'lower_prio_no_advert', 'higher_prio_send_advert', 'owner_ignore_adverts'];
const COPIED = /^vrrp_(?:garp_(?:master|lower)|down_timer_adverts)/;

/** Versions, strict mode, owners in groups, and settings that come too late for keepalived. */
export function judgeElection({ instances, groups, globals, globalBlocks }: Draft, report: Report): void {
  for (const { config, settings, strict } of instances) {
    const authentication = settings.entry('authentication')?.node.keyword.span;
    if (authentication !== undefined && (config.version === 3 || strict === 'strict')) {
      const why = config.version === 3 ? 'version 3' : 'strict mode';
      report('CONF-411', authentication, `authentication is ignored with ${why}`);
    }
    if (strict === 'strict') judgeStrict(settings, config, report);
    const own = settings.entry('strict_mode')?.node.keyword.span;
    if (own !== undefined && strict === 'strict' && !settings.has('accept')) remarkStrict(own, 'strict_mode', report);
  }
  const strict = globals.entry('vrrp_strict')?.node.keyword.span;
  if (strict !== undefined && globals.switch('vrrp_strict') === 'on') remarkStrict(strict, 'vrrp_strict', report);
  const owners = new Set(instances.filter(({ config }) => config.basePriority === OWNER).map(({ name }) => name));
  for (const { members, nameSpan, name } of groups) {
    const owning = members.filter(({ text }) => owners.has(text)).length;
    if (owning > 0 && owning < members.length) {
      report('CONF-426', nameSpan, `group "${name}" has members with and without priority 255`);
    }
  }
  for (const { order, settings } of globalBlocks) {
    const earlier = instances.find((instance) => instance.order < order);
    if (earlier === undefined) continue;
    for (const { node } of settings.all()) {
      if (!COPIED.test(node.keyword.text)) continue;
      report('CONF-107', node.keyword.span, `keepalived would not apply "${node.keyword.text}" to "${earlier.name}"`);
    }
  }
}

/** What keepalived drops, or does not start with. Source: vrrp.md 4.7. */
function judgeStrict(settings: BlockSettings, { cast, basePriority }: InstanceConfig, report: Report): void {
  const peers = settings.span('unicast_peer') ?? settings.span('vrrp_unicast_peer');
  if (cast.mode === 'unicast' && peers !== undefined) {
    report('CONF-433', peers, 'unicast peers in strict mode: keepalived would not start; vipward does');
  }
  const state = settings.entries('state').find(({ value }) => value?.type === 'text' && value.value === 'MASTER');
  if (state !== undefined && basePriority !== OWNER) {
    report('CONF-433', state.node.keyword.span, `state MASTER is dropped in strict mode: priority is ${basePriority}`);
  }
  const lost = STRICT_DROPS.flatMap((word) => settings.entry(word)?.node.keyword ?? []);
  for (const { text, span } of lost) report('CONF-433', span, `"${text}" is dropped in strict mode`);
}

function remarkStrict(span: Parameters<Report>[1], word: string, report: Report): void {
  report('CONF-430', span, `${word}: keepalived would drop packets to the address; vipward does not`);
}
