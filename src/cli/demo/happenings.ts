import type { HostProcess } from '../../lab/host-process.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Happening } from '../../lab/observer/timeline.ts';
import { monotonicUs } from '../../linux/clock.ts';
import { LEVELS } from '../../log/events.ts';
import type { LoggedEvent } from '../../log/events.ts';
import { prettyLines } from '../../log/pretty.ts';

const QUOTED_LINES = 25;
const US_PER_MS = 1000;

/** A line of the log: an event, and when it was logged in epoch ms. */
type TimedEvent = LoggedEvent & { readonly time: number };

/** What a newcomer wants to know: states with their reasons, what checks say, and what went wrong. */
const TOLD: ReadonlySet<LoggedEvent['event']> = new Set([
  'vrrp.state',
  'check.verdict',
  'dataplane.trouble',
  'dataplane.gone',
] as const);

/** The events worth telling in what a daemon logged with `--log-format json`, at the time at which it logged them. */
export function happeningsIn(where: string, daemon: HostProcess): readonly Happening[] {
  const wallToMonotonicUs = monotonicUs() - Date.now() * US_PER_MS;
  return daemon.logLines().flatMap(({ atUs, text }) => {
    const logged = eventIn(text);
    if (logged === undefined || !TOLD.has(logged.event)) return [];
    const loggedUs = Math.min(logged.time * US_PER_MS + wallToMonotonicUs, atUs);
    return prettyLines(logged).map((what) => ({ atUs: loggedUs, where, what }));
  });
}

/** The ends of all logs of a lab, for the reader of a failure. */
export function lastWords(lab: Lab): string {
  const processes = lab.hosts.flatMap((host) => host.processes);
  return processes.map((one) => `\n${one.name}:\n${lastLines(one).join('\n')}`).join('\n');
}

function lastLines(one: HostProcess): readonly string[] {
  return one
    .logLines()
    .slice(-QUOTED_LINES)
    .map(({ text }) => `  ${eventText(text)}`);
}

function eventText(text: string): string {
  const logged = eventIn(text);
  return logged === undefined ? text : prettyLines(logged).join('; ');
}

/** The event of a log line; `undefined` for anything else that a process prints. */
function eventIn(text: string): TimedEvent | undefined {
  try {
    const logged = JSON.parse(text) as TimedEvent;
    return Object.hasOwn(LEVELS, logged.event) ? logged : undefined;
  } catch {
    return undefined;
  }
}
