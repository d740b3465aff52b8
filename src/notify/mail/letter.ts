import type { GroupEvent, InstanceEvent } from '../commands.ts';

/** One mail as it is written. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
}

const OWNING: Readonly<Record<InstanceEvent['state'], string>> = {
  master: 'VRRP Instance is now owning VRRP VIPs',
  backup: 'VRRP Instance is no longer owning VRRP VIPs',
  fault: 'VRRP Instance is no longer owning VRRP VIPs',
  stop: 'VRRP Instance is stopped',
  deleted: 'VRRP Instance is removed from the configuration',
};

/** What is known about a change of state when it is mailed. */
export interface Told {
  readonly routerId: string;
  readonly atMs: number;
}

/** keepalived's subject, and the reason behind it. */
export function letterOf({ config, state, priority, because }: InstanceEvent, { routerId, atMs }: Told): Letter {
  const vips = [...config.vips, ...config.excludedVips].map(({ address }) => address).join(', ');
  return {
    subject: `[${routerId}] VRRP Instance ${config.name} - Entering ${state.toUpperCase()} state`,
    text: [
      `=> ${OWNING[state]} <=`,
      '',
      `instance:  ${config.name} on ${config.interface}, virtual router ${config.vrid}`,
      `addresses: ${vips || 'none'}`,
      `priority:  ${priority}`,
      `reason:    ${because}`,
      `time:      ${new Date(atMs).toISOString()}`,
      '',
    ].join('\n'),
  };
}

/** The same of a sync group, which has neither addresses nor a priority of its own. */
export function groupLetterOf({ group, state, because }: GroupEvent, { routerId, atMs }: Told): Letter {
  return {
    subject: `[${routerId}] VRRP Group ${group.name} - Entering ${state.toUpperCase()} state`,
    text: [
      `members:   ${group.members.join(', ')}`,
      `reason:    ${because}`,
      `time:      ${new Date(atMs).toISOString()}`,
      '',
    ].join('\n'),
  };
}
