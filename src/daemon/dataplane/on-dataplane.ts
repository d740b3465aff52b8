import type { FromDataplane } from '../../ipc/messages.ts';
import type { Log } from '../../log/events.ts';
import type { InstanceConfig, SyncGroup } from '../../model/instance.ts';
import { unreachable } from '../../model/result.ts';
import type { NotifyEvent } from '../../notify/commands.ts';
import { causeText } from '../../vrrp/words.ts';
import type { Board } from '../board.ts';

interface Receivers {
  readonly log: Log;
  readonly board: Board;
  readonly notify: { add(event: NotifyEvent): void };
  /** By name, also those that a reload has just removed: their last transition is still to come. */
  readonly instances: ReadonlyMap<string, InstanceConfig>;
  readonly syncGroups: readonly SyncGroup[];
}

/** What the dataplane did, passed on to those who tell people: log, status, notify scripts. */
export function onDataplaneMessage(message: FromDataplane, to: Receivers): void {
  switch (message.type) {
    case 'transition':
      return onTransition(message, to);
    case 'groupTransition':
      return onGroupTransition(message, to);
    case 'note':
      return onNote(message, to);
    case 'packet': {
      const { type: _type, ...remark } = message;
      return to.log('vrrp.packet', remark);
    }
    case 'addresses': {
      const { instance, did, vips } = message;
      const device = to.instances.get(instance)?.interface ?? 'unknown';
      return to.log('vrrp.addresses', { instance, did, vips, interface: device });
    }
    case 'trouble':
      return to.log('dataplane.trouble', { text: message.text });
    case 'snapshot':
      return to.board.putInstances(message.instances, message.syncGroups);
    case 'ready':
      return to.log('dataplane.ready', { pid: message.pid });
    case 'heartbeat': {
      const events = to.board.newlyLost(message.lostEvents);
      return events > 0 ? to.log('dataplane.lost', { events }) : undefined;
    }
    case 'applied':
    case 'stopped':
      return undefined;
    default:
      return unreachable(message);
  }
}

function onTransition(
  message: Extract<FromDataplane, { type: 'transition' }>,
  { log, instances, notify }: Receivers,
): void {
  const { instance, from, to, cause, priority, sum } = message;
  log('vrrp.state', { instance, from, to, cause, priority, sum });
  const config = instances.get(instance);
  if (config !== undefined)
    notify.add({
      type: 'instance',
      config,
      state: message.notify,
      priority,
      cause: cause.kind,
      because: causeText(cause),
    });
}

function onNote(
  { instance, note }: Extract<FromDataplane, { type: 'note' }>,
  { log, instances, notify }: Receivers,
): void {
  log('vrrp.note', { instance, note });
  const config = instances.get(instance);
  if (config === undefined) return;
  if (note.kind === 'priorityChanged') notify.add({ type: 'priority', config, priority: note.after });
  if (note.kind === 'lowerAdvertAnswered' || note.kind === 'lowerAdvertIgnored') {
    notify.add({ type: 'lowerPriority', config, priority: note.ours });
  }
}

function onGroupTransition(
  { type: _type, notify: state, atMs: _atMs, ...transition }: Extract<FromDataplane, { type: 'groupTransition' }>,
  { log, syncGroups, notify }: Receivers,
): void {
  log('vrrp.group', transition);
  const group = syncGroups.find(({ name }) => name === transition.group);
  if (group !== undefined) {
    const { cause } = transition;
    notify.add({ type: 'group', group, state, cause: cause.kind, because: causeText(cause) });
  }
}
