/** The state of a systemd unit. */
export interface SystemdProbeConfig {
  readonly kind: 'systemd';
  /** With its suffix: `nginx.service`. */
  readonly unit: string;
  /** What SubState must be while the unit is active: `running`. */
  readonly substate: string | 'any';
  /** Restarts by systemd itself from which the result is a warning; `any`: not asked. */
  readonly warnRestarts: number | 'any';
}

/** `systemd nginx.service: running`. */
export const systemdAsked = ({ unit, substate }: SystemdProbeConfig): string =>
  `systemd ${unit}: ${substate === 'any' ? 'active' : substate}`;
