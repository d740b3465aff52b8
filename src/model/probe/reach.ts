import type { IpAddress } from '../address.ts';

/** What `ping` and `arp` share: several neighbours, so many of which must answer. */
interface ReachConfig {
  readonly targets: readonly IpAddress[];
  /** How many of the targets must answer. */
  readonly need: number;
  /** Packets to each target, and how many of them must be answered. */
  readonly count: number;
  readonly replies: number;
  /** From packet to packet. */
  readonly spacingMs: number;
  /** How long the last answer is waited for. */
  readonly waitMs: number;
  /** Own address that is asked from. */
  readonly from: IpAddress | 'any';
}

/** ICMP echo. */
export interface PingProbeConfig extends ReachConfig {
  readonly kind: 'ping';
  /** The interface that packets leave by. */
  readonly interface: string | 'any';
}

/** ARP requests on one interface: neighbours that do not answer pings do answer these. */
export interface ArpProbeConfig extends ReachConfig {
  readonly kind: 'arp';
  readonly interface: string;
}

/** `ping 192.0.2.1 192.0.2.2, 1 of 2 must answer`. */
export function reachAsked({ kind, targets, need }: PingProbeConfig | ArpProbeConfig): string {
  return `${kind} ${targets.join(' ')}${targets.length > 1 ? `, ${need} of ${targets.length} must answer` : ''}`;
}

/** Time from the first packet until the verdict. */
export const reachDurationMs = ({ count, spacingMs, waitMs }: ReachConfig): number => (count - 1) * spacingMs + waitMs;
