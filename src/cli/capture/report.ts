import type { Frame } from '../../capture/frame.ts';
import { sightingIn } from '../../capture/sighting.ts';
import { type Change, Survey } from '../../capture/survey.ts';
import { judgeSighting, type Judge } from '../../capture/verdict.ts';
import { changeText } from '../../capture/words/change-text.ts';
import { changeJson, packetJson, summaryJson } from '../../capture/words/json.ts';
import { packetText } from '../../capture/words/packet-text.ts';
import { SUMMARY_HEADER, summaryRows, warningLines } from '../../capture/words/summary-text.ts';
import { table } from '../table.ts';

export interface ReportOptions {
  readonly judge: Judge | undefined;
  readonly all: boolean;
  readonly json: boolean;
  readonly print: (line: string) => void;
}

/** Silence is looked for at most so often by the time of the packets. */
const GRAIN_US = 20_000;

/** What frames lead to on the terminal: a line for each change, or for each packet too, and a table at the end. */
export class Report {
  readonly #survey = new Survey();
  readonly #options: ReportOptions;
  #packets = 0;
  #lookedAtUs = -Infinity;

  constructor(options: ReportOptions) {
    this.#options = options;
  }

  get packets(): number {
    return this.#packets;
  }

  take(frame: Frame): void {
    const seen = sightingIn(frame);
    if (seen === undefined) return;
    const { judge, all, json, print } = this.#options;
    if (seen.atUs !== 'unknown' && seen.atUs - this.#lookedAtUs >= GRAIN_US) this.passed(seen.atUs);
    this.#packets += 1;
    const verdict = judgeSighting(seen, judge);
    if (all)
      print(json ? JSON.stringify(packetJson(seen, verdict)) : `${timeText(seen.atUs)} ${packetText(seen, verdict)}`);
    this.#print(this.#survey.see(seen, verdict));
  }

  /** Time goes on without packets. */
  passed(nowUs: number): void {
    this.#lookedAtUs = nowUs;
    this.#print(this.#survey.passed(nowUs));
  }

  /** Prints who was seen and what is wrong; returns whether anything is. */
  end(): 'fine' | 'warned' {
    const { json, print } = this.#options;
    const routers = this.#survey.routers();
    const warnings = warningLines(routers);
    if (json) {
      print(JSON.stringify({ ...summaryJson(routers), packets: this.#packets, notKept: this.#survey.notKept }));
    } else {
      if (this.#packets > 0) print(`\n${table(SUMMARY_HEADER, summaryRows(routers, timeText))}`);
      if (warnings.length > 0) print(`\n${warnings.join('\n')}`);
      if (this.#survey.notKept > 0) print(`\n${this.#survey.notKept} packets are of senders too many to list`);
    }
    return warnings.length > 0 ? 'warned' : 'fine';
  }

  #print(changes: readonly Change[]): void {
    const { json, print } = this.#options;
    for (const change of changes)
      print(json ? JSON.stringify(changeJson(change)) : `${timeText(change.atUs)} ${changeText(change)}`);
  }
}

/** Date and time as in the log. What no calendar has, as a broken file may say, stays a number of seconds. */
function timeText(atUs: number | 'unknown'): string {
  if (atUs === 'unknown') return '-';
  const date = new Date(atUs / 1000);
  return Number.isNaN(date.getTime()) ? `${Math.floor(atUs / 1_000_000)} s` : date.toISOString();
}
