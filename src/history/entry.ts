import type { LoggedEvent } from '../log/events.ts';
import { causeText } from '../vrrp/words.ts';

type Of<Name extends LoggedEvent['event']> = Extract<LoggedEvent, { event: Name }>;

/** What history remembers: the events of the log that somebody asks for later, each with its reason. */
export type Happening =
  /** `because`: the cause in words, for who reads the file itself. */
  | (Of<'vrrp.state'> & { readonly because: string })
  | (Of<'vrrp.group'> & { readonly because: string })
  /** Only what a state does not tell: a master whose checks have failed, and that they are good again. */
  | Of<'vrrp.note'>
  | CheckHappening
  /** Without the script's arguments: they may hold what only the script should know. */
  | Of<'check.recovery'>
  | Of<'maintenance.changed'>
  | WithoutArguments<'notify.ran'>
  | WithoutArguments<'notify.groupRan'>
  | WithoutArguments<'check.notified'>
  | Of<'daemon.started' | 'daemon.stopping' | 'daemon.stopped'>
  | Of<'config.reloaded' | 'config.rejected' | 'config.diagnostic'>
  | Of<'dataplane.ready' | 'dataplane.gone' | 'dataplane.rescued' | 'dataplane.lost'>
  | Of<'history.resumed'>;

export type CheckHappening = WithoutEcho<'check.verdict'> | WithoutEcho<'check.stillDown'>;

type WithoutArguments<Name extends 'notify.ran' | 'notify.groupRan' | 'check.notified'> = Omit<Of<Name>, 'argv'> & {
  readonly script: string;
};

type WithoutEcho<Name extends 'check.verdict' | 'check.stillDown'> = Omit<Of<Name>, 'output'> & {
  /** The first line that the run printed, unless the reason quotes it. */
  readonly output?: string;
  /** Failed runs since the entry of this check before, this one among them. */
  readonly failedRuns?: number;
};

/** One line of the journal. */
export type Entry = Happening & {
  /** Epoch ms. */
  readonly time: number;
  /** Counted from the daemon's start: the order within one millisecond. */
  readonly n: number;
};

/** The families of files: what happens often in one of them does not push out what the others remember. */
export type Ring = 'transitions' | 'failures' | 'successes';

/** A change of a command line; its arguments may hold a secret. */
const CHANGED_COMMAND = /: (argv|notify) .*$/s;

const REMEMBERED_NOTES: ReadonlySet<Of<'vrrp.note'>['note']['kind']> = new Set(['offering', 'keeping', 'recovered']);

/** What is to be remembered of an event; `undefined`: nothing. */
export function happeningOf(logged: LoggedEvent): Happening | undefined {
  switch (logged.event) {
    case 'vrrp.state':
    case 'vrrp.group':
      return { ...logged, because: causeText(logged.cause) };
    case 'vrrp.note':
      return REMEMBERED_NOTES.has(logged.note.kind) ? logged : undefined;
    case 'notify.ran':
    case 'notify.groupRan':
    case 'check.notified': {
      const { argv, ...rest } = logged;
      return { ...rest, script: argv[0] ?? '' };
    }
    case 'config.reloaded':
      return { ...logged, changes: logged.changes.map((change) => change.replace(CHANGED_COMMAND, ': $1 changed')) };
    case 'config.diagnostic':
      return logged.severity === 'error' ? logged : undefined;
    case 'check.verdict':
    case 'check.stillDown': {
      const { output, ...rest } = logged;
      return logged.reason.includes(output) ? rest : logged;
    }
    case 'daemon.started':
    case 'daemon.stopping':
    case 'daemon.stopped':
    case 'check.recovery':
    case 'maintenance.changed':
    case 'config.rejected':
    case 'dataplane.ready':
    case 'dataplane.gone':
    case 'dataplane.rescued':
    case 'dataplane.lost':
    case 'history.resumed':
      return logged;
    default:
      return undefined;
  }
}

/** Where an entry is kept. Failures and transitions have more room than successes. */
export function ringOf(happening: Happening): Ring {
  switch (happening.event) {
    case 'check.verdict':
      return happening.blame === 'none' && happening.health !== 'down' ? 'successes' : 'failures';
    case 'check.stillDown':
      return 'failures';
    case 'notify.ran':
    case 'notify.groupRan':
    case 'check.notified':
      return /^exit 0($|:)/.test(happening.result) ? 'successes' : 'failures';
    default:
      return 'transitions';
  }
}
