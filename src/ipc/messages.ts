/**
 * Everything the two processes say to each other. Two closed unions; both ends switch over them exhaustively.
 * JSON over the fork channel: no bigints, no buffers, no undefined in place of a value.
 */
import type { CheckHealth } from '../health/check-health.ts';
import type { IpAddress } from '../model/address.ts';
import type { Model } from '../model/model.ts';
import type { Priority } from '../model/priority.ts';
import type { ChecksumForm } from '../vrrp/refusal.ts';
import type { Cause, Failing, GroupHolder, Note, NotifyState, VrrpState } from '../vrrp/state.ts';

/** Raised with every change of this file; a dataplane of another version refuses the first message. */
export const PROTOCOL_VERSION = 5;

/** Both ways, every interval; an end that hears nothing for the limit treats the other as stalled. */
export const HEARTBEAT_INTERVAL_MS = 250;
export const STALL_LIMIT_MS = 2000;

/** The part of the model the dataplane needs. */
export interface WantedModel extends Pick<
  Model,
  'instances' | 'statics' | 'links' | 'pacing' | 'groups' | 'syncGroups' | 'unknownVrids' | 'startupDelayMs'
> {
  /** Why this node is in maintenance: it takes part with the lowest priority, and no check of its is a fault. */
  readonly maintenance: string | 'none';
}

export type ToDataplane =
  | { readonly type: 'hello'; readonly protocol: number }
  | { readonly type: 'model'; readonly generation: number; readonly model: WantedModel }
  /** Stands until `validForMs` after arrival; then it counts as down, blame checker. */
  | { readonly type: 'verdict'; readonly verdict: CheckHealth; readonly validForMs: number }
  /** Results of runs that say what was said before, gathered for a moment. */
  | {
      readonly type: 'renewal';
      readonly verdicts: readonly { readonly verdict: CheckHealth; readonly validForMs: number }[];
    }
  | { readonly type: 'heartbeat' }
  /** Answered with a snapshot as things are now. */
  | { readonly type: 'report' }
  /** Hand over every instance, remove the VIPs, exit. */
  | { readonly type: 'shutdown'; readonly reason: string };

export type FromDataplane =
  | { readonly type: 'ready'; readonly pid: number }
  | { readonly type: 'applied'; readonly generation: number }
  /** `lostEvents`: messages dropped since the start because main was too slow to read. */
  | { readonly type: 'heartbeat'; readonly lostEvents: number }
  /** A state was entered. `atMs`: epoch ms. */
  | {
      readonly type: 'transition';
      readonly instance: string;
      readonly from: VrrpState;
      readonly to: VrrpState;
      readonly notify: NotifyState;
      readonly cause: Cause;
      readonly priority: Priority;
      readonly sum: string;
      readonly atMs: number;
    }
  /** A sync group entered a state; its members have said so before. */
  | ({ readonly type: 'groupTransition' } & GroupTransition)
  | { readonly type: 'note'; readonly instance: string; readonly note: Note }
  /** A packet that was dropped, or accepted with something odd; the first from a source, then at most one a minute. */
  | ({ readonly type: 'packet' } & PacketRemark)
  /** The operating system refused something; `fatal`: the dataplane cannot work and exits. */
  | { readonly type: 'trouble'; readonly severity: 'fatal' | 'error'; readonly text: string }
  | {
      readonly type: 'addresses';
      readonly instance: string;
      readonly did: 'added' | 'removed';
      readonly vips: readonly IpAddress[];
    }
  /** After a change, at most once a second, and when it is asked for: counters alone are no reason. */
  | {
      readonly type: 'snapshot';
      readonly instances: readonly InstanceSnapshot[];
      readonly syncGroups: readonly GroupSnapshot[];
    }
  | { readonly type: 'stopped' };

/** `first`: the member that went first, and `cause` is why it did. `atMs`: epoch ms. */
export interface GroupTransition {
  readonly group: string;
  readonly from: VrrpState;
  readonly to: VrrpState;
  readonly notify: Exclude<NotifyState, 'deleted'>;
  readonly first: string;
  readonly cause: Cause;
  readonly atMs: number;
}

/** State of a sync group for `status`. */
export interface GroupSnapshot {
  readonly name: string;
  readonly state: VrrpState;
  /** Epoch ms. */
  readonly sinceMs: number;
  readonly members: readonly string[];
  /** Members that keep the others from becoming master, while others are ready. */
  readonly heldBy: readonly GroupHolder[];
}

/** What is wrong or odd about the packets of one sender. */
export interface PacketRemark {
  readonly instance: string | 'unknown';
  readonly source: IpAddress;
  readonly was: 'dropped' | 'accepted';
  readonly counter: string;
  readonly text: string;
  /** Packets like this since it was last said. */
  readonly count: number;
}

/** State of one instance for `status` and for the rescue when the dataplane dies. */
export interface InstanceSnapshot {
  readonly name: string;
  readonly interface: string;
  readonly state: VrrpState;
  readonly failing: Failing;
  /** Epoch ms. */
  readonly sinceMs: number;
  readonly cause: Cause;
  readonly basePriority: Priority;
  /** What its adverts carry, or would carry. */
  readonly effectivePriority: Priority;
  readonly sum: string;
  readonly faults: readonly string[];
  readonly waitingFor: readonly string[];
  readonly sourceAddress: IpAddress | 'none';
  /** Of the last advert accepted: what `v3_checksum auto` answers in. */
  readonly checksumHeard: ChecksumForm;
  readonly master: { readonly address: IpAddress; readonly priority: Priority } | 'unknown';
  readonly vips: readonly string[];
  readonly counters: Readonly<Record<string, number>>;
  /** Who sent adverts in the last ten seconds that were dropped: another master that we do not hear. */
  readonly refused: readonly RefusedSender[];
}

export interface RefusedSender {
  readonly source: IpAddress;
  /** What is wrong with the last of them. */
  readonly text: string;
  /** Since the instance came into its state. */
  readonly count: number;
}
