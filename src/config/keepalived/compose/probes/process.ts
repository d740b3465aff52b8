import type { ProcessMatch, ProcessProbeConfig } from '../../../../model/probe/process.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import type { ProbeComposer, ProbePlace } from './probes.ts';
import { absolutePath, exclude, missing } from './reading.ts';

/** TASK_COMM_LEN without its NUL. */
const COMM_BYTES = 15;

export const composeProcess: ProbeComposer<ProcessProbeConfig> = (settings, place) => {
  const match = readMatch(settings, place);
  const min = settings.number('min') ?? (settings.number('max') === 0 ? 0 : 1);
  const max = settings.number('max') ?? 'unlimited';
  const span = settings.span('max');
  if (max !== 'unlimited' && max < min && span !== undefined) {
    place.report('CONF-351', span, `at most ${max} processes cannot be at least ${min}`);
  }
  return {
    kind: 'process',
    match,
    min,
    max,
    minChildren: settings.number('children') ?? 0,
    onDeath: settings.switch('event_decides') === 'off' ? 'counts' : 'decides',
  };
};

function readMatch(settings: BlockSettings, place: ProbePlace): ProcessMatch {
  exclude(settings, 'pidfile', ['exe', 'cmdline', 'min', 'max'], place);
  exclude(settings, 'name', ['exe', 'cmdline'], place);
  exclude(settings, 'exe', ['cmdline'], place);
  const name = readName(settings, place);
  const pidfile = absolutePath(settings, 'pidfile', place);
  const exe = absolutePath(settings, 'exe', place);
  const holds = settings.expectation('cmdline');
  if (pidfile !== undefined) return ofPidFile(pidfile, name, settings, place);
  if (exe !== undefined) return { by: 'exe', path: exe };
  if (holds !== undefined) return { by: 'cmdline', holds };
  if (!['pidfile', 'name', 'exe', 'cmdline'].some((way) => settings.has(way)))
    missing(place, 'pidfile, name, exe or cmdline');
  return { by: 'name', name: name ?? '' };
}

function ofPidFile(
  path: string,
  name: string | undefined,
  settings: BlockSettings,
  { report }: ProbePlace,
): ProcessMatch {
  const span = settings.span('pidfile');
  if (name === undefined && span !== undefined) {
    report('CONF-352', span, `nothing tells whether the number in ${path} is still the service's`);
  }
  return { by: 'pidfile', path, name: name ?? 'any' };
}

/** The part of the name that the kernel keeps. */
function readName(settings: BlockSettings, { report }: ProbePlace): string | undefined {
  const name = settings.text('name');
  const span = settings.span('name');
  if (name === undefined || span === undefined) return undefined;
  const kept = keptName(name);
  if (kept !== name) report('CONF-350', span, `the kernel knows "${name}" as "${kept}"`);
  return kept;
}

/** At most 15 bytes of UTF-8. */
function keptName(name: string): string {
  let kept = name;
  while (new TextEncoder().encode(kept).length > COMM_BYTES) kept = kept.slice(0, -1);
  return kept;
}
