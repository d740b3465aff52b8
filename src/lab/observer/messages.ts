import type { HolderSpan, Holding } from './holdings.ts';
import type { Run } from './runs.ts';

/** How closely the client looks. A lab that shares its processors with many others looks less often. */
export interface ObserverPace {
  /** Between two datagrams to the VIP. */
  readonly everyMs: number;
  /** Whether pages are requested at the VIP. */
  readonly pages: 'on' | 'off';
}

/** What the lab tells the observer at its start, as the only argument, in JSON. */
export interface ObserverTask extends ObserverPace {
  readonly vip: string;
  /** The nodes, and the number of an inherited descriptor of each one's network namespace. */
  readonly nodes: readonly { readonly name: string; readonly namespaceFd: number }[];
}

/** What the client and the kernels saw. Times are CLOCK_MONOTONIC in microseconds. */
export interface Report {
  readonly fromUs: number;
  readonly toUs: number;
  /** Who answered the datagrams to the VIP: a node's name, or `nobody`. */
  readonly answers: readonly Run<string>[];
  /** How an HTTP request to the VIP each 20 ms ended: `200 BODY`, another status, or the error's name. */
  readonly http: readonly Run<string>[];
  /** Who had the address, from the kernels' own events. */
  readonly holdings: readonly Holding[];
  /** Times with more than one holder. */
  readonly overlaps: readonly HolderSpan[];
  /** Times without a holder, after the first one. */
  readonly gaps: readonly HolderSpan[];
}

export type ToObserver = { readonly type: 'report' };

export type FromObserver =
  | { readonly type: 'ready' }
  | { readonly type: 'answers'; readonly outcome: string; readonly atUs: number }
  | { readonly type: 'http'; readonly outcome: string; readonly atUs: number }
  | { readonly type: 'holders'; readonly hosts: readonly string[]; readonly atUs: number }
  | { readonly type: 'report'; readonly report: Report };
