import type { Log, LoggedEvent } from '../log/events.ts';
import { type CheckHappening, type Happening, happeningOf } from './entry.ts';
import { Journal } from './journal.ts';
import { Thinning } from './thinning.ts';

export interface History {
  /** Writes an event to the log and, when it is worth remembering, to the journal. Never blocks and never throws. */
  readonly log: Log;
  /** Resolves when all is written, or after half a second. */
  close(): Promise<void>;
}

/** A log that is remembered in the journal of `dir`. Where that cannot be written, the log says so once. */
export function openHistory(dir: string, log: Log): History {
  const thinning = new Thinning();
  let n = 0;
  const journal = new Journal(dir, {
    trouble: (text) => log('history.trouble', { text }),
    resumed: (lost) => remembered('history.resumed', { lost }),
  });
  const remembered: Log = (event, fields) => {
    log(event, fields);
    const time = Date.now();
    const happening = happeningOf({ event, ...fields } as LoggedEvent);
    const kept = happening !== undefined && isOfRuns(happening) ? thinning.take(happening, time) : happening;
    if (kept !== undefined) journal.append({ ...kept, time, n: (n += 1) });
  };
  return { log: remembered, close: () => journal.close() };
}

const isOfRuns = (happening: Happening): happening is CheckHappening =>
  happening.event === 'check.verdict' || happening.event === 'check.stillDown';
