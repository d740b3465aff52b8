import type { Report } from '../diagnostic.ts';
import type { Draft } from '../keepalived/compose/draft.ts';

const OWNER = 255;
const COPIED = /^vrrp_(?:garp_(?:master|lower)|down_timer_adverts)/;

/** Versions, strict mode, owners in groups, and settings that come too late for keepalived. */
export function judgeElection({ instances, groups, globals, globalBlocks }: Draft, report: Report): void {
  for (const { config, settings, strict } of instances) {
    const authentication = settings.entry('authentication')?.node.keyword.span;
    if (authentication !== undefined && (config.version === 3 || strict === 'strict')) {
      const why = config.version === 3 ? 'version 3' : 'strict mode';
      report('CONF-411', authentication, `authentication is ignored with ${why}`);
    }
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

function remarkStrict(span: Parameters<Report>[1], word: string, report: Report): void {
  report('CONF-430', span, `${word}: keepalived would drop packets to the address; vipward does not`);
}
