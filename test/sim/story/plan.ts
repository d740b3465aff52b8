import type { Device } from '../world/host.ts';
import type { NodeConfig, RouterSetup } from '../world/router.ts';

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

/** All routers of a plan have the same virtual routers, in the same places of `instances`. */
export interface RouterPlan extends RouterSetup {
  /** `keepalived`: a router that knows the RFCs only. */
  readonly program: 'vipward' | 'keepalived';
  readonly address: string;
  /** Of its clock, 1: true. */
  readonly rate: number;
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

/** `router`, `from`, `to`: places in the plan's list; `instance`: in a router's. */
export type Happening = { readonly atMs: number } & (
  | { readonly kind: 'start' | 'crash' | 'stop'; readonly router: number }
  | { readonly kind: 'takeVip'; readonly router: number; readonly instance: number }
  | { readonly kind: 'link'; readonly router: number; readonly device: Device; readonly state: 'up' | 'down' }
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
  | { readonly kind: 'reload'; readonly router: number; readonly instances: readonly NodeConfig[] }
  /** The program, or the whole host with its clock, stands still. */
  | {
      readonly kind: 'freeze' | 'suspend';
      readonly router: number;
      readonly forMs: number;
      readonly first: 'timer' | 'packets';
    }
  | { readonly kind: 'rate'; readonly router: number; readonly rate: number }
  | { readonly kind: 'wall'; readonly router: number; readonly stepMs: number }
  /** Nothing passes in one direction, on one segment. */
  | {
      readonly kind: 'cut';
      readonly from: number;
      readonly to: number;
      readonly device: Device;
      readonly forMs: number;
    }
  /** Its switch port loses everything, and its link stays up. */
  | { readonly kind: 'isolated'; readonly router: number; readonly device: Device; readonly forMs: number }
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
      readonly instance: number;
      readonly fault: Forgery;
      readonly priority: number;
      readonly count: number;
      readonly everyMs: number;
    }
);
