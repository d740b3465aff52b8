import pino from 'pino';
import { LEVELS, type Level, type Log, type LogEvents, type LoggedEvent } from './events.ts';
import { prettyLines } from './pretty.ts';

/** A reader that stalls loses lines past this much; the daemon never waits for it. */
const BUFFER_LIMIT_BYTES = 4 * 1024 * 1024;
const FLUSH_LIMIT_MS = 500;

export interface LogSink {
  readonly log: Log;
  /** Resolves when all is written, or after half a second. */
  flush(): Promise<void>;
}

/** The log on standard output: one JSON object a line, or text. */
export function openLog(options: { readonly format: 'pretty' | 'json'; readonly level: Level }): LogSink {
  const out = pino.destination({ dest: 1, sync: false, maxLength: BUFFER_LIMIT_BYTES });
  const stream = options.format === 'json' ? out : { write: (line: string) => out.write(pretty(line)) };
  const logger = pino(
    { level: options.level, base: null, formatters: { level: (label) => ({ level: label }) } },
    stream,
  );
  return {
    log: (event, fields) => logger[levelOf(event, fields)]({ event, ...fields }),
    flush: () =>
      new Promise((resolve) => {
        setTimeout(resolve, FLUSH_LIMIT_MS).unref();
        out.flush(() => resolve());
      }),
  };
}

function levelOf<Name extends keyof LogEvents>(event: Name, fields: LogEvents[Name]): Level {
  if ('severity' in fields) return fields.severity === 'warning' ? 'warn' : fields.severity;
  if ('health' in fields) return fields.health === 'down' ? 'warn' : 'info';
  return LEVELS[event];
}

function pretty(line: string): string {
  const logged = JSON.parse(line) as LoggedEvent & { readonly time: number };
  const stamp = new Date(logged.time).toISOString();
  return prettyLines(logged)
    .map((text) => `${stamp} ${text}\n`)
    .join('');
}
