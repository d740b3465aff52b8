import type { GroupSnapshot, GroupTransition } from '../../ipc/messages.ts';
import type { SyncGroup } from '../../model/instance.ts';
import type { Cause, VrrpEvent, VrrpState } from '../../vrrp/state.ts';
import { groupState, heldBy, type MemberStep, stepTogether } from '../../vrrp/sync/group.ts';
import type { Member } from '../member.ts';

interface Group {
  readonly name: string;
  members: readonly Member[];
  state: VrrpState;
  sinceMs: number;
}

/** Which instances are in which sync group, and in which state each group is. An instance alone is its own group. */
export class SyncGroups {
  readonly #groups = new Map<string, Group>();
  readonly #groupOf = new Map<Member, Group>();

  /** The groups from now on. A group of the same name keeps its state. */
  adopt(wanted: readonly SyncGroup[], members: ReadonlyMap<string, Member>, wallMs: number): void {
    const before = new Map(this.#groups);
    this.#groups.clear();
    this.#groupOf.clear();
    for (const { name, members: names } of wanted) {
      const { state, sinceMs } = before.get(name) ?? { state: 'init', sinceMs: wallMs };
      const group: Group = { name, state, sinceMs, members: names.flatMap((each) => members.get(each) ?? []) };
      this.#groups.set(name, group);
      for (const member of group.members) this.#groupOf.set(member, group);
    }
  }

  /** An event of one member: what is to be done by it and by all members of its group, in order. */
  step(
    member: Member,
    event: VrrpEvent,
    nowUs: number,
  ): readonly { readonly member: Member; readonly step: MemberStep }[] {
    const group = this.#groupOf.get(member);
    const members = group?.members ?? [member];
    const instances = members.map(({ instance }) => instance);
    const steps = stepTogether(group ?? 'alone', instances, members.indexOf(member), event, nowUs);
    return steps.map((step) => ({ member: members[step.of] ?? member, step }));
  }

  /** The transition of the group of a member that has been stepped, when there was one that anybody is told of. */
  transition(member: Member, wallMs: number): GroupTransition | undefined {
    const group = this.#groupOf.get(member);
    if (group === undefined) return undefined;
    const from = group.state;
    const to = groupState(group.members.map(({ instance }) => instance));
    if (to === from) return undefined;
    group.state = to;
    group.sinceMs = wallMs;
    const notify = to === 'init' ? 'stop' : to;
    // Not all have started yet: nobody is told of the state that everything begins with.
    if (to === 'init' && group.members.some(({ instance }) => instance.phase !== 'stopped')) return undefined;
    const { first, cause } = originOf(member);
    return { group: group.name, from, to, notify, first, cause, atMs: wallMs };
  }

  snapshot(): readonly GroupSnapshot[] {
    return [...this.#groups.values()].map(({ name, state, sinceMs, members }) => ({
      name,
      state,
      sinceMs,
      members: members.map(({ config }) => config.name),
      heldBy: heldBy(members.map(({ instance }) => instance)),
    }));
  }
}

/** The member that began it, which may be another than the one that was stepped. */
function originOf({ config, cause }: Member): { readonly first: string; readonly cause: Cause } {
  return cause.kind === 'sync' ? { first: cause.first, cause: cause.because } : { first: config.name, cause };
}
