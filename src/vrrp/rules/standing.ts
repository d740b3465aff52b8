/** What a node is worth: whether it may serve, with which priority, and how it compares with nodes that it knows. */
import { compareAddresses, type IpAddress } from '../../model/address.ts';
import { sourceDevice } from '../../model/host/vmac.ts';
import { sourceKind } from '../../model/instance.ts';
import { PRIORITY_FAILING, PRIORITY_OWNER, type Priority } from '../../model/priority.ts';
import type { Fault, FaultReason, Instance } from '../state.ts';

/**
 * Whether the address belongs to this router: it always preempts and no weight changes its priority. In maintenance it
 * takes part with the lowest priority, as everybody, and owns nothing.
 */
export const isOwner = ({ tracking }: Instance): boolean => tracking.effectivePriority === PRIORITY_OWNER;

/** The priority that adverts carry and are compared with: 1 for a master whose checks have failed, an owner among them. */
export const priorityInForce = ({ failing, tracking }: Instance): Priority =>
  failing === 'offering' || failing === 'keeping' ? PRIORITY_FAILING : tracking.effectivePriority;

/**
 * `fit`: no fault. `failing`: only checks have failed, and `all_bad keep` lets the node serve when nobody else does.
 * `unfit`: it cannot serve (link, source address, a VIP that cannot be set), or it may not.
 */
export type Standing =
  | { readonly kind: 'fit' }
  | { readonly kind: 'failing'; readonly reasons: readonly FaultReason[] }
  | { readonly kind: 'unfit'; readonly reasons: readonly FaultReason[] };

/** What the trackers found, what the group says, and what the core knows by itself: no advert without a source address. */
export function standingOf(self: Instance): Standing {
  const { config, sync } = self;
  const faults = faultsOf(self);
  if (faults.length === 0) return { kind: 'fit' };
  // The members of a group would have to agree on who of them keeps a bad address, and on what: they give it up.
  const kept = config.allBad === 'keep' && sync === 'alone' && faults.every(({ of }) => of === 'check');
  return { kind: kept ? 'failing' : 'unfit', reasons: faults.map(({ reason }) => reason) };
}

/** Why this instance cannot serve by itself, whatever its group says. */
export const ownFaults = ({ config, tracking, sourceAddress }: Instance): readonly Fault[] => [
  ...tracking.faults,
  ...(sourceAddress === 'none' ? [{ of: 'host', reason: withoutSource(config) } as const] : []),
];

/** Why this instance cannot serve, the reasons of its group among them. */
export const faultsOf = (self: Instance): readonly Fault[] => [
  ...ownFaults(self),
  ...(self.sync === 'alone' ? [] : self.sync.faults),
];

/** The checks without a first result that keep this instance in INIT. */
export const waitsFor = ({ tracking, sync }: Instance): readonly string[] => [
  ...tracking.waitingFor,
  ...(sync === 'alone' ? [] : sync.waitingFor),
];

const withoutSource = (config: Instance['config']): FaultReason =>
  config.sourceAddress === 'interface'
    ? `interface ${sourceDevice(config)} has no ${sourceKind(config)} address`
    : `this host does not have the source address ${config.sourceAddress}`;

/** Place among the known nodes by what each has at its best, then by address; 0: the first, or nobody is known. */
export function rankOf({ config, sourceAddress }: Instance): number {
  const order = config.knownNodes.toSorted(
    (a, b) => b.bestPriority - a.bestPriority || compareAddresses(b.address, a.address),
  );
  return Math.max(
    0,
    order.findIndex(({ address }) => address === sourceAddress),
  );
}

/** Points below its best of a node that advertises `priority`; none when the node is not known. */
function lossOf({ knownNodes }: Instance['config'], address: IpAddress | 'none', priority: Priority): number | 'none' {
  const known = knownNodes.find((node) => node.address === address);
  return known === undefined ? 'none' : Math.max(0, known.bestPriority - priority);
}

/**
 * Whether taking over from a living master would move the addresses from one broken node to another that has lost as much
 * or more (checks.md 3.7, E3), with both losses in points. `no`: it would not, or one of the two is not known.
 */
export function uselessMove(
  { config, sourceAddress, tracking }: Instance,
  master: IpAddress,
  theirs: Priority,
): 'no' | { readonly theirLoss: number; readonly ourLoss: number } {
  const ourLoss = lossOf(config, sourceAddress, tracking.effectivePriority);
  const theirLoss = lossOf(config, master, theirs);
  if (ourLoss === 'none' || theirLoss === 'none' || ourLoss === 0 || ourLoss < theirLoss) return 'no';
  return { theirLoss, ourLoss };
}
