import type { NodeConfig } from '../world/router.ts';

/** A whole run as a value: who takes part, and what happens when. Times count from the start, in ms of true time. */
export interface Plan {
  /** Where it came from; a plan that was made by hand has none. */
  readonly seed?: number;
  readonly latencyUs: number;
  /** For what the network does with single packets. */
  readonly noiseSeed: number;
  readonly routers: readonly RouterPlan[];
  readonly happenings: readonly Happening[];
}

export interface RouterPlan {
  /** `keepalived`: a router that knows the RFCs only. */
  readonly program: 'vipward' | 'keepalived';
  readonly address: string;
  readonly config: NodeConfig;
  /** Of its clock, 1: true. */
  readonly rate: number;
  readonly rise: number;
  readonly fall: number;
}

/** A packet that must be refused, for its one fault. */
export const FORGERIES = [
  'checksum',
  'version',
  'type',
  'ttl',
  'short',
  'long',
  'noAddresses',
  'secret',
  'interval',
] as const;
export type Forgery = (typeof FORGERIES)[number];

/** `router`, `from`, `to`: places in the plan's list. */
export type Happening = { readonly atMs: number } & (
  | { readonly kind: 'start' | 'crash' | 'stop' | 'takeVip'; readonly router: number }
  | { readonly kind: 'link'; readonly router: number; readonly state: 'up' | 'down' }
  | {
      readonly kind: 'check';
      readonly router: number;
      readonly check: string;
      readonly end: 'good' | 'bad';
      readonly runs: number;
    }
  /** The check runner falls silent. */
  | { readonly kind: 'mute'; readonly router: number; readonly validForMs: number }
  | { readonly kind: 'maintenance'; readonly router: number; readonly state: 'on' | 'off' }
  | { readonly kind: 'reload'; readonly router: number; readonly config: NodeConfig }
  /** The program, or the whole host with its clock, stands still. */
  | {
      readonly kind: 'freeze' | 'suspend';
      readonly router: number;
      readonly forMs: number;
      readonly first: 'timer' | 'packets';
    }
  | { readonly kind: 'rate'; readonly router: number; readonly rate: number }
  | { readonly kind: 'wall'; readonly router: number; readonly stepMs: number }
  /** Nothing passes in one direction. */
  | { readonly kind: 'cut'; readonly from: number; readonly to: number; readonly forMs: number }
  | {
      readonly kind: 'noise';
      readonly forMs: number;
      readonly loss: number;
      readonly duplication: number;
      readonly delay: number;
      readonly longestDelayMs: number;
    }
  /** Packets that must be refused, in the name of another router. */
  | {
      readonly kind: 'forged';
      readonly router: number;
      readonly fault: Forgery;
      readonly priority: number;
      readonly count: number;
      readonly everyMs: number;
    }
);
