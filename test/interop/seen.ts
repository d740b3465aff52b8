import { appendFileSync, readFileSync } from 'node:fs';
import { type Make, type Row, rowName } from './table.ts';

/** How long it took until the client was answered by the next router: after an orderly stop, and after a death. */
export interface Takeovers {
  readonly stopMs?: number;
  readonly killMs?: number;
}

/** What a run of the matrix saw, as docs/interop.md tells it. `rows` by {@link rowName}. */
export interface Seen {
  readonly versions: Readonly<Partial<Record<Make, string>>>;
  readonly rows: Readonly<Record<string, Takeovers>>;
}

type Line = { readonly make: Make; readonly version: string } | ({ readonly row: string } & Takeovers);

/** `npm run interop` writes it anew: a line for each version and each row, sorted. */
const SEEN = new URL('../data/interop-seen.jsonl', import.meta.url).pathname;

export function readSeen(): Seen {
  const lines = readFileSync(SEEN, 'utf8').split('\n').filter(Boolean);
  const versions: Partial<Record<Make, string>> = {};
  const rows: Record<string, Takeovers> = {};
  for (const line of lines.map((text) => JSON.parse(text) as Line)) {
    if ('make' in line) versions[line.make] = line.version;
    else rows[line.row] = line;
  }
  return { versions, rows };
}

/** Takes down what a row or a peer showed, where the run is to be recorded. */
export function record(line: Line): void {
  const path = process.env.VIPWARD_INTEROP_RECORD;
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(line)}\n`);
}

export const recordRow = (row: Row, takeovers: Takeovers): void => record({ row: rowName(row), ...takeovers });
