import type { Tracked } from '../../../model/instance.ts';
import type { Report } from '../../diagnostic.ts';
import { groupsByMember } from '../../keepalived/compose/draft.ts';
import type { Span } from '../../source.ts';
import type { Member } from './judge-nodes.ts';

const OWNER = 255;
const [LEAST, MOST] = [1, 254];

/** Whether failing checks move the address, with the priorities of all nodes in view. Source: `checks.md` 3.6. */
export function judgeWeights(members: readonly Member[], report: Report): void {
  for (const member of members) judgeMember(member, members, report);
  judgeOrder(members, report);
  judgeFaults(members, report);
}

/** What a tracked check adds to the priority; weight 0 adds nothing, it is a fault. Source: `keepalived-conf.md` 3.3. */
export function pointsOf({ weight, reverse }: Tracked, health: 'up' | 'down'): number {
  const points = weight > 0 === (health === 'up') ? weight : 0;
  return reverse === 'reverse' ? 0 - points : points;
}

/** The effective priority when of all checks exactly these fail. */
function priorityOf({ config }: Member, fails: (tracked: Tracked) => boolean): number {
  const { basePriority, trackedChecks } = config;
  if (basePriority === OWNER) return OWNER;
  const total = trackedChecks.reduce(
    (sum, each) => sum + pointsOf(each, fails(each) ? 'down' : 'up'),
    basePriority as number,
  );
  return Math.max(LEAST, Math.min(MOST, total));
}

const none = (): boolean => false;

const lowers = (each: Tracked): boolean => pointsOf(each, 'down') < pointsOf(each, 'up');

const isWeighted = ({ weight }: Tracked): boolean => weight !== 0;

interface Rival {
  readonly name: string;
  readonly priority: number;
}

/** The best that another node can have. */
function bestRival(member: Member, members: readonly Member[]): Rival | undefined {
  return members
    .filter((other) => other !== member)
    .map((other) => ({ name: other.node.name, priority: priorityOf(other, none) }))
    .toSorted((a, b) => b.priority - a.priority)[0];
}

function judgeMember(member: Member, members: readonly Member[], report: Report): void {
  const { config, node, instance } = member;
  const weighted = config.trackedChecks.filter(isWeighted);
  const rival = bestRival(member, members);
  if (config.basePriority === OWNER || weighted.length === 0 || rival === undefined) return;
  const least = priorityOf(member, lowers);
  if (least >= rival.priority && weighted.length === config.trackedChecks.length) {
    const place = instance.settings.span('priority') ?? instance.nameSpan;
    const message = `no failing check moves "${config.name}": with all of them down ${standing(node.name, least, rival)}`;
    const sum = config.basePriority - rival.priority;
    report('CONF-602', place, message, {
      severity: 'error',
      help: `the weights must come to more than ${sum}; or drop them: a failing check then leads to FAULT`,
    });
    return;
  }
  for (const tracked of weighted.filter(lowers)) {
    const alone = priorityOf(member, ({ name }) => name === tracked.name);
    if (alone < rival.priority) continue;
    const message = `"${tracked.name}" alone never moves "${config.name}": with it down ${standing(node.name, alone, rival)}`;
    report('CONF-602', weightPlace(member, tracked.name), message, {
      help: 'a weight larger than the difference, or none; if it is meant so: allow: [CONF-602]',
      related: [{ span: trackPlace(member, tracked.name), message: 'tracked here' }],
    });
  }
}

const standing = (name: string, priority: number, rival: Rival): string =>
  `${name} still has ${priority}, and ${rival.name} has ${rival.priority} at best`;

/** Where the weight in force is written. */
function weightPlace(member: Member, name: string): Span {
  const own = member.instance.trackedChecks.find((line) => line.name === name);
  const check = member.draft.checks.find((each) => each.name === name);
  return own?.weight === undefined ? (check?.settings.span('weight') ?? trackPlace(member, name)) : own.span;
}

function trackPlace({ instance, draft }: Member, name: string): Span {
  const lines = [...instance.trackedChecks, ...draft.groups.flatMap(({ trackedChecks }) => trackedChecks)];
  return lines.find((line) => line.name === name)?.span ?? instance.nameSpan;
}

const shown = (member: Member): string => `${member.node.name} (${priorityOf(member, none)})`;

/** With all checks good the order of the nodes should be the order of their priorities. */
function judgeOrder(members: readonly Member[], report: Report): void {
  const best = (priority: (member: Member) => number): Member | undefined => {
    const sorted = members.toSorted((a, b) => priority(b) - priority(a));
    const [first, second] = sorted;
    return first === undefined || second === undefined || priority(first) === priority(second) ? undefined : first;
  };
  const [wanted, wins] = [best(({ config }) => config.basePriority), best((member) => priorityOf(member, none))];
  if (wanted === undefined || wins === undefined || wanted === wins) return;
  const place = wanted.instance.settings.span('priority') ?? wanted.instance.nameSpan;
  const message = `with all checks good ${shown(wins)} wins "${wins.config.name}" over ${shown(wanted)}, whose priority is higher`;
  report('CONF-603', place, message);
}

/** A check that puts every node into FAULT when it fails everywhere; with `all_bad: keep` one of them stays. */
function judgeFaults(members: readonly Member[], report: Report): void {
  const [first] = members;
  if (first === undefined || members.some(keepsWhenAllBad)) return;
  const name = faultOf(first);
  if (name === undefined || members.some((member) => faultOf(member) === undefined)) return;
  report('CONF-612', trackPlace(first, name), `no node keeps the address when "${name}" fails everywhere`);
}

const faultOf = ({ config }: Member): string | undefined =>
  config.trackedChecks.find((each) => !isWeighted(each))?.name;

const keepsWhenAllBad = ({ config, draft }: Member): boolean =>
  config.allBad === 'keep' && !groupsByMember(draft.groups).has(config.name);
