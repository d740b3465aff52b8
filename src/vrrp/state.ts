/**
 * The vocabulary of the protocol core: what an instance is, what can happen to it, and what it wants done.
 * Pure: time comes in as `nowUs` (monotonic, integer microseconds), effects go out as an ordered list of actions.
 */
import type { Fault, FaultReason, Tracking } from '../health/tracking.ts';
import type { IpAddress } from '../model/address.ts';
import type { CarriedItem } from '../model/host/item.ts';
import type { InstanceConfig, Vip } from '../model/instance.ts';
import type { Priority } from '../model/priority.ts';
import type { Vrid } from '../model/vrid.ts';

export type VrrpState = 'init' | 'backup' | 'master' | 'fault';

/**
 * Deadlines in microseconds. `advert`: next advert (master). `masterDown`: take over (backup).
 * `garpSecond`: second burst after becoming master. `garpRefresh`: periodic announcement. `garpLower`: second burst
 * after a lower-priority advert. `offerEnd`: speak again after an offer. `nextOffer`: offer again. `lastResort`: take over
 * although the checks have failed.
 */
export type TimerName =
  'advert' | 'masterDown' | 'garpSecond' | 'garpLower' | 'garpRefresh' | 'offerEnd' | 'nextOffer' | 'lastResort';
export type Timers = Readonly<Partial<Record<TimerName, number>>>;

/** A decoded and accepted advert. */
export interface Advert {
  readonly version: 2 | 3;
  readonly vrid: Vrid;
  readonly priority: Priority;
  /** v2: whole seconds times 100. v3: 1 to 4095. */
  readonly advertIntervalCs: number;
  readonly addresses: readonly IpAddress[];
}

export type { Fault, FaultReason, Tracking } from '../health/tracking.ts';

/** What an instance knows of the other members of its sync group (`vrrp.md` 4.4). */
export interface GroupView {
  readonly group: string;
  /** Why others of them cannot serve: none of the group serves then. */
  readonly faults: readonly Fault[];
  /** Weight-0 checks of others without a first result: the whole group waits for them. */
  readonly waitingFor: readonly string[];
}

/**
 * What a node does whose checks have failed while nothing else is wrong with it (`all_bad keep`). `no`: as everybody.
 * `offering`: a master that has said priority 0 and keeps its addresses until a successor speaks. `keeping`: a master
 * that found no successor; it speaks with priority 1 and goes on to offer. `reserve`: in FAULT; it listens, and takes the
 * addresses when nobody has them.
 */
export type Failing = 'no' | 'offering' | 'keeping' | 'reserve';

/**
 * What a running timer of a takeover waits for, and so what a promotion will be due to. Backup and reserve only.
 * `silence`: since when nothing was accepted. `departure`: the master said priority 0. `preemption`: adverts of a lower
 * priority are being discarded. `span`: the time that the timer was armed with.
 */
type Awaiting = { readonly span: 'masterDown' | 'skew' } & (
  | { readonly kind: 'silence'; readonly sinceUs: number }
  | { readonly kind: 'departure'; readonly from: IpAddress }
  | { readonly kind: 'preemption'; readonly from: IpAddress; readonly theirs: Priority }
);

export interface Instance {
  readonly config: InstanceConfig;
  readonly state: VrrpState;
  readonly failing: Failing;
  /** Set by the `start` event; an instance that is not started stays in `init` whatever it hears. */
  readonly phase: 'idle' | 'running' | 'stopped';
  readonly tracking: Tracking;
  /** The address adverts leave from, and our side of a tie; none: the interface has no address (a fault). */
  readonly sourceAddress: IpAddress | 'none';
  /** Learned from the master in v3, own interval otherwise. */
  readonly masterAdvertIntervalCs: number;
  /** The last accepted master, for `status` and for causes. */
  readonly master: { readonly address: IpAddress; readonly priority: Priority; readonly heardAtUs: number } | 'unknown';
  readonly timers: Timers;
  readonly awaiting: Awaiting | 'nothing';
  /** End of a running preempt delay. */
  readonly preemptAtUs: number | 'none';
  readonly sync: GroupView | 'alone';
  /** A backup that would be master since then, and waits for its group; `rounds`: master-down intervals it has waited. */
  readonly ready: { readonly sinceUs: number; readonly rounds: number } | 'no';
}

export type VrrpEvent =
  | { readonly type: 'start' }
  | { readonly type: 'shutdown'; readonly reason: string }
  | { readonly type: 'removed' }
  | { readonly type: 'advert'; readonly advert: Advert; readonly from: IpAddress }
  | { readonly type: 'timer'; readonly timer: TimerName }
  | { readonly type: 'tracking'; readonly tracking: Tracking }
  | { readonly type: 'sourceAddress'; readonly address: IpAddress | 'none' }
  /** Somebody else took an address away that we had installed. */
  | { readonly type: 'vipRemoved'; readonly address: IpAddress }
  /** A tracked route or rule is gone: somebody removed it, or it went with what it stood on. */
  | { readonly type: 'vipRemoved'; readonly item: CarriedItem }
  | { readonly type: 'reload'; readonly config: InstanceConfig }
  /** Another member of the sync group has changed, or the group has. */
  | { readonly type: 'groupView'; readonly view: GroupView | 'alone' }
  /** The sync group changes its state, and this member with it. */
  | { readonly type: 'syncMaster' }
  | { readonly type: 'syncBackup'; readonly cause: Extract<Cause, { kind: 'sync' }> }
  /** As masters: another member of the sync group heard an advert of a lower priority. */
  | { readonly type: 'syncContest' };

/** Why a state was entered. One token a reason, so that logs, status, metrics and tests speak the same. */
export type Cause =
  | { readonly kind: 'started' }
  | { readonly kind: 'addressOwner' }
  | { readonly kind: 'masterSilent'; readonly silentForUs: number; readonly last: IpAddress | 'nobody' }
  | { readonly kind: 'masterLeft'; readonly from: IpAddress }
  /** The master's advert had a lower priority than ours for long enough. */
  | { readonly kind: 'preempting'; readonly from: IpAddress; readonly theirs: Priority; readonly ours: Priority }
  | { readonly kind: 'higherPriority'; readonly from: IpAddress; readonly theirs: Priority; readonly ours: Priority }
  | { readonly kind: 'higherAddress'; readonly from: IpAddress; readonly priority: Priority }
  | { readonly kind: 'fault'; readonly reasons: readonly FaultReason[] }
  | { readonly kind: 'faultCleared' }
  /** Our checks have failed, and another node serves the addresses now. */
  | {
      readonly kind: 'relieved';
      readonly by: IpAddress;
      readonly theirs: Priority;
      readonly reasons: readonly FaultReason[];
    }
  /** Our checks have failed, and nobody else has the addresses. */
  | {
      readonly kind: 'lastResort';
      readonly silentForUs: number;
      readonly last: IpAddress | 'nobody';
      readonly reasons: readonly FaultReason[];
    }
  | { readonly kind: 'vipTaken'; readonly address: IpAddress }
  /** `item`: a tracked route or rule, in words. */
  | { readonly kind: 'vipTaken'; readonly item: string }
  /** Another router is master already. */
  | { readonly kind: 'obeys'; readonly from: IpAddress; readonly theirs: Priority }
  /** Another member of the sync group went first. */
  | { readonly kind: 'sync'; readonly group: string; readonly first: string; readonly because: Cause }
  | { readonly kind: 'shutdown'; readonly reason: string }
  | { readonly kind: 'removed' };

/** Facts for the log; the exact words of keepalived are made from these in `words.ts`. */
export type Note =
  | { readonly kind: 'advertTimeout' }
  | { readonly kind: 'priorityChanged'; readonly before: Priority; readonly after: Priority; readonly sum: string }
  | {
      readonly kind: 'lowerAdvertAnswered';
      readonly from: IpAddress;
      readonly theirs: Priority;
      readonly ours: Priority;
    }
  | {
      readonly kind: 'lowerAdvertIgnored';
      readonly from: IpAddress;
      readonly theirs: Priority;
      readonly ours: Priority;
    }
  | { readonly kind: 'higherAdvertHeard'; readonly from: IpAddress; readonly theirs: Priority; readonly ours: Priority }
  | { readonly kind: 'equalAdvertHigherAddress'; readonly from: IpAddress; readonly priority: Priority }
  | { readonly kind: 'lowerAdvertDiscarded'; readonly from: IpAddress; readonly theirs: Priority }
  | { readonly kind: 'duplicateAddress'; readonly from: IpAddress }
  | { readonly kind: 'priorityZeroSent' }
  | { readonly kind: 'priorityZeroHeard'; readonly from: IpAddress; readonly as: 'backup' | 'master' }
  | { readonly kind: 'intervalLearned'; readonly from: IpAddress; readonly theirsCs: number; readonly oursCs: number }
  | { readonly kind: 'preemptDelayStarted'; readonly delayUs: number }
  | { readonly kind: 'preemptDelayStopped' }
  | { readonly kind: 'notWorthMoving'; readonly from: IpAddress; readonly theirLoss: number; readonly ourLoss: number }
  | { readonly kind: 'offering'; readonly reasons: readonly FaultReason[] }
  | { readonly kind: 'keeping'; readonly reasons: readonly FaultReason[] }
  | { readonly kind: 'recovered'; readonly priority: Priority }
  /** For three master-down intervals this member would have been master, but the others of its group follow masters. */
  | { readonly kind: 'heldByGroup'; readonly group: string; readonly by: readonly GroupHolder[] };

/** A member of a sync group that keeps the others from becoming master. */
export interface GroupHolder {
  readonly name: string;
  readonly master: { readonly address: IpAddress; readonly priority: Priority } | 'unknown';
}

/** What notify scripts are told; keepalived's words in lower case. */
export type NotifyState = 'master' | 'backup' | 'fault' | 'stop' | 'deleted';

/** Carried out strictly in order. */
export type Action =
  | { readonly type: 'sendAdvert'; readonly priority: Priority }
  | { readonly type: 'addVips'; readonly vips: readonly Vip[] }
  | { readonly type: 'removeVips'; readonly vips: readonly Vip[] }
  /** What else comes with the addresses; after them. */
  | { readonly type: 'install'; readonly items: readonly CarriedItem[] }
  /** Before the addresses. */
  | { readonly type: 'uninstall'; readonly items: readonly CarriedItem[] }
  /** `repeat` rounds over all `vips`: each once, then again. */
  | { readonly type: 'announce'; readonly vips: readonly Vip[]; readonly repeat: number }
  | { readonly type: 'cancelAnnouncements' }
  /** The state was entered: log, status, notify. */
  | {
      readonly type: 'report';
      readonly from: VrrpState;
      readonly to: VrrpState;
      readonly notify: NotifyState;
      readonly cause: Cause;
    }
  | { readonly type: 'note'; readonly note: Note };

export interface Step {
  readonly instance: Instance;
  readonly actions: readonly Action[];
}
