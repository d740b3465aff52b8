/**
 * How the state of an interface is learned: from the kernel, or by asking its driver each second. `auto`: in the first
 * of these ways that the driver knows.
 */
export type LinkBeat = 'kernel' | 'auto' | 'mii' | 'ethtool' | 'ioctl';

/** What counts as the state of one interface. */
export interface LinkRule {
  readonly device: string;
  readonly beat: LinkBeat;
  /** How long it must have been down before that counts. */
  readonly downDelayMs: number;
  /** The same for up. */
  readonly upDelayMs: number;
}

/** Interfaces that share one line for announcements, as those behind one switch. 0: no gap. */
export interface PacingGroup {
  readonly devices: readonly string[];
  /** Between two gratuitous ARPs. */
  readonly garpIntervalMs: number;
  /** Between two neighbour advertisements. */
  readonly neighbourAdvertIntervalMs: number;
}
