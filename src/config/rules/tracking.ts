import type { Report } from '../diagnostic.ts';
import type { CheckDraft, CheckGroupDraft, Draft, GroupDraft } from '../keepalived/compose/draft.ts';
import type { InstanceDraft, NameSpace, TrackedCheckDraft, TrackedDraft } from '../keepalived/compose/draft.ts';
import { groupsByMember } from '../keepalived/compose/draft.ts';
import { type Trackables, wantedOf } from '../keepalived/compose/checks/trackables.ts';
import { nearestWord } from '../nearest-word.ts';
import { type Influence, influenceOf, judgeIgnored, judgeOwnPoints } from './checks/influence.ts';
import { judgeRecovery } from './checks/recovery.ts';

const OWNER = 255;

const BLOCK_OF: Readonly<Record<NameSpace, string>> = {
  check: 'vrrp_script',
  process: 'vrrp_track_process',
  file: 'track_file',
};

/** What instances and groups track: names, order, weights, and whether anything is tracked at all. */
export function judgeTracking(draft: Draft, known: Trackables, report: Report): void {
  for (const owner of [...draft.instances, ...draft.groups]) {
    for (const line of owner.trackedChecks) judgeName(line, owner, known, report);
  }
  const wanted = wantedOf(draft, known);
  for (const one of [...draft.checks, ...draft.checkGroups]) {
    if (!wanted.has(one)) report('CONF-303', one.nameSpan, `"${one.name}" is not used`, unusedHelp(one));
  }
  for (const { settings } of draft.checks) {
    const initFail = settings.entry('init_fail')?.node.keyword.span;
    if (initFail !== undefined)
      report('CONF-324', initFail, 'keepalived ignores init_fail for tracked scripts; vipward honours it');
  }
  const memberOf = groupsByMember(draft.groups);
  for (const instance of draft.instances) {
    const groups = memberOf.get(instance.name) ?? [];
    const lines = [...instance.trackedChecks, ...groups.flatMap((group) => group.trackedChecks)];
    const weights = groups.some((group) => group.weights === 'ignored') ? 'ignored' : 'count';
    const influences = lines.map((line) =>
      influenceOf(line, known, instance.trackedChecks.includes(line) ? weights : 'count'),
    );
    if (groups.length > 0) judgeMember(instance, weights, influences, draft.globals, report);
    judgeInfluences(instance, groups, influences, report);
    for (const influence of influences) judgeOwnPoints(influence, report);
    judgeIgnored(instance.name, influences, report);
    judgeRecovery(instance, influences, report);
  }
}

function unusedHelp({ space, whose }: CheckDraft | CheckGroupDraft): { readonly help?: string } {
  if (space !== 'check') return { help: `name it in a track_${space} block` };
  return whose === 'vipward' ? { help: 'name it in a track_check block, or add on_change' } : {};
}

function judgeName(
  line: TrackedCheckDraft,
  owner: InstanceDraft | GroupDraft,
  known: Trackables,
  report: Report,
): void {
  const check = known.find(line.space, line.name);
  if (check === undefined) {
    const meant = nearestWord(line.name, known.names(line.space));
    const help = meant === undefined ? {} : { help: `did you mean "${meant}"?` };
    report('CONF-302', line.span, `no ${BLOCK_OF[line.space]} "${line.name}"`, help);
  } else if (check.order > owner.order && check.whose === 'keepalived') {
    const related = [{ span: check.nameSpan, message: 'defined here' }];
    report('CONF-301', line.span, `keepalived would not track "${line.name}": it is defined further down`, { related });
  }
}

function judgeInfluences(
  instance: InstanceDraft,
  groups: readonly GroupDraft[],
  influences: readonly Influence[],
  report: Report,
): void {
  const { name, nameSpan, config, settings, trackedInterfaces } = instance;
  const others = settings.has('track_bfd');
  const links = [...trackedInterfaces, ...groups.flatMap((group) => group.trackedInterfaces)];
  judgeOwnInterface(instance, links, report);
  if (influences.length === 0 && links.length === 0 && !others) {
    report('CONF-611', nameSpan, `"${name}" moves only when the host or the link dies`);
    return;
  }
  const weighted = influences.filter(({ effect }) => effect === 'points');
  const [firstWeighted] = weighted;
  if (config.basePriority === OWNER && firstWeighted !== undefined) {
    report('CONF-409', firstWeighted.line.span, 'weights are ignored at priority 255');
    return;
  }
  if (firstWeighted !== undefined) judgeReach(instance, weighted, report);
  if (firstWeighted !== undefined && weighted.length === influences.length && config.preempt === 'nopreempt') {
    report('CONF-606', firstWeighted.line.span, 'weights do not move the address with nopreempt');
  } else if (firstWeighted !== undefined) {
    report('CONF-605', firstWeighted.line.span, "cannot judge the weights without the peers' priorities");
  }
  if (firstWeighted !== undefined && config.preemptDelayMs > 0) {
    const delay = `${config.preemptDelayMs / 1000} s`;
    const message = `a node whose "${firstWeighted.line.name}" fails keeps the address ${delay} longer: preempt_delay`;
    report('CONF-618', firstWeighted.line.span, message);
  }
  const unweighted = influences.find(({ effect }) => effect === 'fault');
  if (unweighted !== undefined && (config.allBad === 'release' || groups.length > 0)) {
    const message = `no node keeps the address when "${unweighted.line.name}" fails everywhere`;
    const help = groups.length > 0 ? { help: 'all_bad keep is not for members of a sync group' } : {};
    report('CONF-612', unweighted.line.span, message, help);
  }
}

/** What a member of a sync group has written and does not get (`vrrp.md` 4.1, 4.4). */
function judgeMember(
  instance: InstanceDraft,
  weights: GroupDraft['weights'],
  influences: readonly Influence[],
  globals: Draft['globals'],
  report: Report,
): void {
  const { name, nameSpan, settings, trackedInterfaces } = instance;
  const links = trackedInterfaces.filter(({ weight = 0 }) => weights === 'ignored' && weight !== 0);
  const checks = influences.filter(({ lost }) => lost === 'weight').map(({ line }) => line);
  for (const line of [...checks, ...links]) {
    const message = `"${line.name}" counts without its weight: "${name}" is in a sync group, and bad is FAULT for all of it`;
    const note = links.includes(line) ? {} : { note: 'keepalived would not track such a check at all' };
    report('CONF-425', line.span, message, note);
  }
  const written = settings.text('all_bad') ?? globals.text('all_bad');
  if (written === 'keep') {
    report(
      'CONF-431',
      settings.span('all_bad') ?? nameSpan,
      `"${name}" is in a sync group: all_bad keep has no effect`,
    );
  }
}

/** Whether all weights of one sign together would push the priority out of 1 to 254. */
function judgeReach(
  { config, settings, nameSpan }: InstanceDraft,
  weighted: readonly Influence[],
  report: Report,
): void {
  const sum = (sign: 1 | -1): number => weighted.reduce((total, { low, high }) => total + (sign < 0 ? low : high), 0);
  const span = settings.span('priority') ?? nameSpan;
  const [low, high] = [config.basePriority + sum(-1), config.basePriority + sum(1)];
  if (low < 1) report('CONF-604', span, `with all checks bad the priority would be ${low}; it is clamped to 1`);
  if (high > 254) report('CONF-604', span, `with all checks good the priority would be ${high}; it is clamped to 254`);
}

/** As keepalived: a line that says what holds anyway is harmless, any other has no effect. */
function judgeOwnInterface({ name, config }: InstanceDraft, links: readonly TrackedDraft[], report: Report): void {
  const own = links.find((line) => line.name === config.interface);
  const isIgnored = config.trackPrimary === 'ignore';
  if (own === undefined || (!isIgnored && (own.weight ?? 0) === 0)) return;
  const holds = isIgnored ? 'dont_track_primary leaves it untracked' : 'it is tracked without weight';
  report('CONF-804', own.span, `"${own.name}" is the interface of "${name}" itself, and ${holds}: no effect`, {
    severity: 'warning',
    help: isIgnored ? 'delete the line, or dont_track_primary' : 'delete the line',
  });
}
