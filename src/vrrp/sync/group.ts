/**
 * Members of a sync group share one fate: to MASTER only when all would be, to BACKUP as soon as one has to, to FAULT with
 * any of them, and out of it when none has a fault left. Source: `vrrp.md` 4.4.
 */
import { ownFaults } from '../rules/standing.ts';
import type { Cause, GroupHolder, GroupView, Instance, Note, Step, VrrpEvent, VrrpState } from '../state.ts';
import { step } from '../step.ts';

/** A step of one member; `of`: its index. */
export interface MemberStep extends Step {
  readonly of: number;
}

interface Named {
  readonly name: string;
}

/** After so many master-down intervals a group that is held back says so. */
const HELD_ROUNDS = 3;

/**
 * An event of one member, and what follows for all of its group. One instance alone is a group without a name, and then
 * this is `step`. Pure, like `step`.
 * @param at index of the member that the event is for
 * @returns the steps of all members concerned, to be carried out in this order
 */
export function stepTogether(
  group: Named | 'alone',
  members: readonly Instance[],
  at: number,
  event: VrrpEvent,
  nowUs: number,
): readonly MemberStep[] {
  const does = EFFECTS[event.type];
  if (group === 'alone' && does === 'elects') return stepOf(members, at, event, nowUs);
  const together = new Together(group, members, nowUs);
  if (does === 'changesFaults') together.tellViews();
  together.take(at, event);
  if (does === 'changesFaults') together.tellViews();
  if (does !== 'ends') together.agree();
  if (event.type === 'timer') together.complain(at);
  if (event.type === 'advert') together.contest(at);
  return together.steps;
}

/**
 * What an event may mean for the others. `elects`: a member wins or loses, and it happens many times a second. `ends`: it
 * leaves alone, the others are ended themselves or go on without it.
 */
const EFFECTS: Readonly<Record<VrrpEvent['type'], 'elects' | 'changesFaults' | 'ends'>> = {
  advert: 'elects',
  timer: 'elects',
  vipRemoved: 'elects',
  syncMaster: 'elects',
  syncBackup: 'elects',
  syncContest: 'elects',
  start: 'changesFaults',
  tracking: 'changesFaults',
  sourceAddress: 'changesFaults',
  reload: 'changesFaults',
  groupView: 'changesFaults',
  shutdown: 'ends',
  removed: 'ends',
};

const CONTESTED: ReadonlySet<Note['kind']> = new Set(['lowerAdvertAnswered', 'lowerAdvertIgnored']);

/** The step of one member, unless nothing comes of it. */
function stepOf(members: readonly Instance[], of: number, event: VrrpEvent, nowUs: number): readonly MemberStep[] {
  const member = members[of];
  if (member === undefined) throw new RangeError(`a sync group has no member ${of}`);
  const { instance, actions } = step(member, event, nowUs);
  return instance === member && actions.length === 0 ? [] : [{ of, instance, actions }];
}

/** The members as they are in the course of one {@link stepTogether}. */
class Together {
  readonly steps: MemberStep[] = [];
  readonly #group: Named | 'alone';
  readonly #before: readonly Instance[];
  readonly #members: Instance[];
  readonly #nowUs: number;

  constructor(group: Named | 'alone', members: readonly Instance[], nowUs: number) {
    this.#group = group;
    this.#before = members;
    this.#members = [...members];
    this.#nowUs = nowUs;
  }

  take(of: number, event: VrrpEvent): void {
    for (const taken of stepOf(this.#members, of, event, this.#nowUs)) {
      this.#members[of] = taken.instance;
      this.steps.push(taken);
    }
  }

  /** Tells each member what the others are, where that is news. */
  tellViews(): void {
    for (const [of, member] of this.#members.entries()) {
      const view = this.#viewOf(member);
      if (!isSame(view, member.sync)) this.take(of, { type: 'groupView', view });
    }
  }

  /** Brings all into one state again. */
  agree(): void {
    if (this.#group === 'alone') return;
    this.#leaveTogether(this.#group.name);
    this.#takeOverTogether();
  }

  /** Members that obey different routers never agree, and nobody would know why. */
  complain(at: number): void {
    const member = this.#members[at];
    if (this.#group === 'alone' || member === undefined || member.ready === 'no') return;
    if (member.state !== 'backup' || member.ready.rounds !== HELD_ROUNDS) return;
    const by = heldBy(this.#members);
    const note = { kind: 'heldByGroup', group: this.#group.name, by } as const;
    this.steps.push({ of: at, instance: member, actions: [{ type: 'note', note }] });
  }

  /** A master that one member has heard may be one for the others too, and have misled their neighbours. */
  contest(at: number): void {
    const notes = this.steps.flatMap(({ of, actions }) => (of === at ? actions : []));
    const isContested = notes.some((action) => action.type === 'note' && CONTESTED.has(action.note.kind));
    if (!isContested) return;
    for (const of of this.#members.keys()) if (of !== at) this.take(of, { type: 'syncContest' });
  }

  #viewOf(member: Instance): GroupView | 'alone' {
    if (this.#group === 'alone') return 'alone';
    const others = this.#members.filter((other) => other !== member && other.phase !== 'stopped');
    return {
      group: this.#group.name,
      faults: others.flatMap((other) =>
        ownFaults(other).map(({ of, reason }) => ({ of, reason: `${other.config.name}: ${reason}` })),
      ),
      waitingFor: others.flatMap((other) => other.tracking.waitingFor),
    };
  }

  /** A member that has lost an election takes the masters along; so does one that joined late and obeys another router. */
  #leaveTogether(group: string): void {
    const leaving = this.#members.findIndex((member, of) => hasLost(member, this.#before[of]) || obeys(member));
    const first = this.#members[leaving];
    if (first === undefined) return;
    const because = this.#causeOf(leaving) ?? causeOfObeying(first);
    for (const [of, { state }] of this.#members.entries()) {
      const cause = { kind: 'sync', group, first: first.config.name, because } as const;
      if (state === 'master') this.take(of, { type: 'syncBackup', cause });
    }
  }

  #causeOf(of: number): Cause | undefined {
    const reports = this.steps.filter((taken) => taken.of === of).flatMap(({ actions }) => actions);
    return reports.findLast((action) => action.type === 'report')?.cause;
  }

  #takeOverTogether(): void {
    const isReady = this.#members.some(({ ready }) => ready !== 'no');
    if (!isReady || this.#members.some(keepsOthersBack)) return;
    for (const of of this.#members.keys()) this.take(of, { type: 'syncMaster' });
  }
}

const isSame = (a: GroupView | 'alone', b: GroupView | 'alone'): boolean => JSON.stringify(a) === JSON.stringify(b);

const hasLost = (now: Instance, before: Instance | undefined): boolean =>
  before?.state === 'master' && now.state === 'backup';

/** Follows a living master. */
const obeys = ({ state, ready, master, awaiting }: Instance): boolean =>
  state === 'backup' && ready === 'no' && master !== 'unknown' && awaiting !== 'nothing' && awaiting.kind === 'silence';

const keepsOthersBack = ({ phase, state, ready }: Instance): boolean =>
  phase !== 'stopped' && state !== 'master' && ready === 'no';

function causeOfObeying({ config, master }: Instance): Cause {
  if (master === 'unknown') throw new Error(`(${config.name}) obeys a master that it does not know`);
  return { kind: 'obeys', from: master.address, theirs: master.priority };
}

/** The members that are not ready, while others are. Empty: nobody waits. */
export function heldBy(members: readonly Instance[]): readonly GroupHolder[] {
  if (members.every(({ ready }) => ready === 'no')) return [];
  return members.filter(keepsOthersBack).map(({ config, master }) => ({
    name: config.name,
    master: master === 'unknown' ? master : { address: master.address, priority: master.priority },
  }));
}

/**
 * The state of a group. Its members agree, but for one that a reload has just added: a group that is master stays it.
 * `init`: not all have started yet, or all have ended.
 */
export function groupState(members: readonly Instance[]): VrrpState {
  const states = members.filter(({ phase }) => phase !== 'stopped').map(({ state }) => state);
  const found = (['fault', 'master', 'init', 'backup'] as const).find((state) => states.includes(state));
  return found ?? 'init';
}
