import { setTimeout as pause } from 'node:timers/promises';
import type { Entry } from '../../history/entry.ts';
import { lineOf, type Query } from '../../history/query.ts';
import { JournalReader } from '../../history/reader.ts';
import { sinceMs } from '../../history/since.ts';
import { SUMMARY_EVENTS, SUMMARY_REACH_MS, summarize } from '../../history/summary.ts';
import { entryText } from '../../history/words.ts';
import { EXIT_FINE, EXIT_USAGE } from '../exit-codes.ts';
import { endWithReader } from '../options.ts';
import { summaryText } from './summary-text.ts';

const FOLLOW_INTERVAL_MS = 250;

export interface HistoryOptions {
  readonly stateDir: string;
  readonly since: string;
  readonly instance?: string;
  readonly check?: string;
  readonly summary?: true;
  readonly follow?: true;
  readonly json?: true;
}

/** `vipward history`: what the journal remembers, also while no daemon runs. 2: there is no journal, or no such time. */
export async function history(options: HistoryOptions): Promise<number> {
  endWithReader();
  const nowMs = Date.now();
  const since = sinceMs(options.since, nowMs);
  if (!since.ok) return wrongUse(since.error);
  if (options.summary === true) return printSummary(options, since.value, nowMs);
  const query = { fromMs: since.value, check: options.check, instance: options.instance };
  const reader = new JournalReader(options.stateDir);
  const found = reader.read(query);
  if (!found.ok && options.follow !== true) return wrongUse(found.error);
  const toText = options.json === true ? lineOf : entryText;
  const entries = found.ok ? found.value : [];
  print(entries, toText);
  if (entries.length === 0) console.error(`nothing since ${new Date(since.value).toISOString()} (--since)`);
  return options.follow === true ? follow(reader, query, toText) : EXIT_FINE;
}

function print(entries: readonly Entry[], toText: (entry: Entry) => string): void {
  if (entries.length > 0) process.stdout.write(`${entries.map(toText).join('\n')}\n`);
}

/** Until the command is interrupted. A journal that is not there may come. */
async function follow(reader: JournalReader, query: Query, toText: (entry: Entry) => string): Promise<never> {
  for (;;) {
    await pause(FOLLOW_INTERVAL_MS);
    const found = reader.read(query);
    if (found.ok) print(found.value, toText);
  }
}

function printSummary({ stateDir, check, json }: HistoryOptions, fromMs: number, nowMs: number): number {
  const found = new JournalReader(stateDir).read({ fromMs: fromMs - SUMMARY_REACH_MS, events: SUMMARY_EVENTS });
  if (!found.ok) return wrongUse(found.error);
  const summaries = summarize(found.value, fromMs, nowMs).filter((each) => check === undefined || each.check === check);
  console.log(json === true ? JSON.stringify(summaries, null, 2) : summaryText(summaries, fromMs));
  return EXIT_FINE;
}

function wrongUse(text: string): number {
  console.error(text);
  return EXIT_USAGE;
}
