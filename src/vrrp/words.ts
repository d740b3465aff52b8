/** The protocol in an operator's words. keepalived's own lines are kept exactly, people grep for them (`vrrp.md` 4.10). */
import { unreachable } from '../model/result.ts';
import type { Cause, GroupHolder, Note, VrrpState } from './state.ts';

const US_PER_S = 1_000_000;

/** `3.61 s`; three digits below a tenth of a second. */
const seconds = (us: number): string => `${(us / US_PER_S).toFixed(us < 100_000 ? 3 : 2)} s`;

/** Why a state was entered, as a sentence without subject and full stop. Never fails. */
export function causeText(cause: Cause): string {
  switch (cause.kind) {
    case 'started':
      return 'started, listening for a master';
    case 'addressOwner':
      return 'priority 255, this router owns the address';
    case 'masterSilent':
      return `no advert from ${cause.last === 'nobody' ? 'any router' : cause.last} for ${seconds(cause.silentForUs)}`;
    case 'masterLeft':
      return `${cause.from} gave up mastership with priority 0`;
    case 'preempting':
      return `${cause.from} has the lower priority ${cause.theirs}, ours is ${cause.ours}`;
    case 'higherPriority':
      return `${cause.from} has the higher priority ${cause.theirs}, ours is ${cause.ours}`;
    case 'higherAddress':
      return `${cause.from} has the same priority ${cause.priority} and the higher address`;
    case 'fault':
      return cause.reasons.join('; ');
    case 'faultCleared':
      return 'no fault is left';
    case 'relieved':
      return `${cause.by} (priority ${cause.theirs}) serves the address now; here ${cause.reasons.join('; ')}`;
    case 'lastResort': {
      const silent = `no advert from ${cause.last === 'nobody' ? 'any router' : cause.last} for ${seconds(cause.silentForUs)}`;
      return `the last resort: ${silent}, although ${cause.reasons.join('; ')}`;
    }
    case 'vipTaken':
      return 'item' in cause
        ? `${cause.item} is gone from this host`
        : `another program removed ${cause.address} from this host`;
    case 'obeys':
      return `follows ${cause.from} with priority ${cause.theirs}`;
    case 'sync':
      return `with sync group ${cause.group}: ${cause.first}: ${causeText(cause.because)}`;
    case 'shutdown':
      return `shutdown: ${cause.reason}`;
    case 'removed':
      return 'removed from the configuration';
    default:
      return unreachable(cause);
  }
}

/** keepalived's line for a state that was entered; `(init)` is said of the first one after the start. */
export function stateText(name: string, to: VrrpState, from: VrrpState): string {
  if (to === 'init') return `(${name}) Entering STOP STATE`;
  const first = from === 'init' && to !== 'master' ? ' (init)' : '';
  return `(${name}) Entering ${to.toUpperCase()} STATE${first}`;
}

/** keepalived's line for a sync group that changes its state. */
export const groupText = (group: string, to: VrrpState): string =>
  to === 'init'
    ? `VRRP_Group(${group}) stopped`
    : `VRRP_Group(${group}) Syncing instances to ${to.toUpperCase()} state`;

/** Who keeps a group from becoming master, and which router makes it do so. */
export const holderText = ({ name, master }: GroupHolder): string =>
  master === 'unknown'
    ? `${name} still waits for a master`
    : `${name} follows ${master.address} (priority ${master.priority})`;

function factText(note: Note): string {
  switch (note.kind) {
    case 'advertTimeout':
      return 'Receive advertisement timeout';
    case 'priorityChanged':
      return `Changing effective priority from ${note.before} to ${note.after}`;
    case 'lowerAdvertAnswered':
      return `Received advert from ${note.from} with lower priority ${note.theirs}, ours ${note.ours}, forcing new election`;
    case 'lowerAdvertIgnored':
      return `Received advert from ${note.from} with lower priority ${note.theirs}, ours ${note.ours}`;
    case 'higherAdvertHeard':
      return `Master received advert from ${note.from} with higher priority ${note.theirs}, ours ${note.ours}`;
    case 'equalAdvertHigherAddress':
      return `Master received advert from ${note.from} with same priority ${note.priority} but higher IP address than ours`;
    case 'lowerAdvertDiscarded':
      return `received lower priority (${note.theirs}) advert from ${note.from} - discarding`;
    case 'duplicateAddress':
      return `advert from our own address ${note.from} with our priority: another host has the same address`;
    case 'priorityZeroSent':
      return 'sent 0 priority';
    case 'priorityZeroHeard':
      return note.as === 'backup' ? 'Backup received priority 0 advertisement' : 'Master received priority 0 message';
    case 'intervalLearned':
      return `following the advert interval of ${note.from}, ${note.theirsCs / 100} s; ours is ${note.oursCs / 100} s`;
    case 'preemptDelayStarted':
      return `start preempt delay (${(note.delayUs / US_PER_S).toFixed(6)})`;
    case 'preemptDelayStopped':
      return 'stop preempt delay';
    case 'notWorthMoving':
      return `not taking over from ${note.from}: it has lost ${note.theirLoss} points of its best priority, this node ${note.ourLoss}; the address would move from one broken node to another`;
    case 'offering':
      return `offering the address to a healthy node, serving it until one speaks: ${note.reasons.join('; ')}`;
    case 'keeping':
      return `keeping the address with priority 1, no healthy node took it over: ${note.reasons.join('; ')}`;
    case 'recovered':
      return `every check is good again, still master, with priority ${note.priority}`;
    case 'heldByGroup':
      return `ready to be master for 3 master-down intervals, but held back by sync group ${note.group}: ${note.by.map(holderText).join('; ')}`;
    default:
      return unreachable(note);
  }
}

/** The log line of a fact, with the instance in front. Never fails. */
export const noteText = (instanceName: string, note: Note): string => `(${instanceName}) ${factText(note)}`;
