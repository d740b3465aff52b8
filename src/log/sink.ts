import pino from 'pino';
import { LEVELS, type Level, type Log, type LogEvents, type LoggedEvent } from './events.ts';
import { LineWriter } from './line-writer.ts';
import { prettyLines } from './pretty.ts';

const STDOUT = 1;

export interface LogSink {
  readonly log: Log;
  /** Resolves when all is written, or after half a second: then a write may still block a thread of this process. */
  flush(): Promise<'written' | 'stalled'>;
}

/** The log on standard output: one JSON object a line, or text. `daemon`: its name among several of one host. */
export function openLog(options: {
  readonly format: 'pretty' | 'json';
  readonly level: Level;
  readonly daemon?: string | 'none';
}): LogSink {
  const { format, level, daemon = 'none' } = options;
  const out = new LineWriter(STDOUT);
  const stream = { write: (line: string) => out.write(format === 'json' ? line : pretty(line)) };
  const base = daemon === 'none' ? null : { daemon };
  const logger = pino({ level, base, formatters: { level: (label) => ({ level: label }) } }, stream);
  return {
    log: (event, fields) => logger[levelOf(event, fields)]({ event, ...fields }),
    flush: () => out.flush(),
  };
}

function levelOf<Name extends keyof LogEvents>(event: Name, fields: LogEvents[Name]): Level {
  if ('severity' in fields) return fields.severity === 'warning' ? 'warn' : fields.severity;
  if ('health' in fields) return fields.health === 'down' ? 'warn' : 'info';
  return LEVELS[event];
}

function pretty(line: string): string {
  const logged = JSON.parse(line) as LoggedEvent & { readonly time: number; readonly daemon?: string };
  const named = logged.daemon === undefined ? '' : ` ${logged.daemon}:`;
  const stamp = `${new Date(logged.time).toISOString()}${named}`;
  return prettyLines(logged)
    .map((text) => `${stamp} ${text}\n`)
    .join('');
}
