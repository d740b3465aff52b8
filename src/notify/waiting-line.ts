import type { NotifyCommand } from './commands.ts';

/** More would only tell of a past that is over. */
const LIMIT = 64;

export interface Enqueued {
  readonly waiting: readonly NotifyCommand[];
  readonly dropped: NotifyCommand | 'none';
}

/**
 * Appends a command. A full line loses its oldest superseded entry: one whose script will be told of the same state
 * again later. The newest is never lost. Source: checks.md 6.4.
 */
export function enqueue(waiting: readonly NotifyCommand[], command: NotifyCommand): Enqueued {
  const all = [...waiting, command];
  if (all.length <= LIMIT) return { waiting: all, dropped: 'none' };
  const superseded = all.findIndex((entry, index) => all.slice(index + 1).some((later) => isSame(entry, later)));
  const [dropped] = all.splice(Math.max(0, superseded), 1);
  return { waiting: all, dropped: dropped ?? 'none' };
}

const isSame = (a: NotifyCommand, b: NotifyCommand): boolean =>
  a.state === b.state && a.kind === b.kind && a.about.name === b.about.name;
