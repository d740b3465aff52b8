import type { SystemdProbeConfig } from '../../../../model/probe/systemd.ts';
import type { ProbeComposer } from './probes.ts';
import { missing } from './reading.ts';

/** systemd.unit(5): what names are made of; one that starts with `-` would be an option of systemctl. */
const UNIT = /^[\w:.\\@][\w:.\\@-]*$/;
const SUFFIX = /\.(?:service|socket|target|timer|mount|automount|path|slice|scope|swap|device)$/;

export const composeSystemd: ProbeComposer<SystemdProbeConfig> = (settings, place) => {
  const written = settings.text('unit');
  const span = settings.span('unit');
  if (written === undefined && span === undefined) missing(place, 'unit');
  if (written !== undefined && span !== undefined && !UNIT.test(written)) {
    place.report('CONF-356', span, `"${written}" is not the name of a unit`);
  }
  const unit = SUFFIX.test(written ?? '') ? (written ?? '') : `${written}.service`;
  return {
    kind: 'systemd',
    unit,
    substate: settings.text('substate') ?? (unit.endsWith('.service') ? 'running' : 'any'),
    warnRestarts: settings.number('warn_restarts') ?? 'any',
  };
};
