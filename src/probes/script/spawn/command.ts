import type { ProcessLimits } from '../../../model/probe.ts';
import type { Credentials } from '../credentials.ts';
import type { Launch } from './backend.ts';

/** Changes user, groups and capabilities and becomes the program: Node alone would lose the supplementary groups. */
const SETPRIV = '/usr/bin/setpriv';
const PRLIMIT = '/usr/bin/prlimit';
const NICE = '/usr/bin/nice';

/** Programs that stand before a script; each of them becomes the next. */
export const WRAPPERS: readonly string[] = [SETPRIV, PRLIMIT, NICE];

const BYTES_PER_MIB = 1_048_576;

/** What is started: the script's own argv, behind the wrappers that its limits and its user need. */
export function commandOf({ argv, limits, who }: Launch): readonly string[] {
  return [...niced(limits), ...limited(limits), ...asUser(who), ...argv];
}

const niced = ({ nice }: ProcessLimits): readonly string[] => (nice === undefined ? [] : [NICE, '-n', String(nice)]);

/** Hard and soft limit alike, set before the user changes: only root may raise them. */
function limited(limits: ProcessLimits): readonly string[] {
  const { nofile, nproc, addressSpaceMib, cpuS, fileBytes } = limits;
  const options = [
    ['nofile', nofile],
    ['nproc', nproc],
    ['as', addressSpaceMib === undefined ? undefined : addressSpaceMib * BYTES_PER_MIB],
    ['cpu', cpuS],
    ['fsize', fileBytes],
  ] as const;
  const wanted = options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
  return wanted.length === 0 ? [] : [PRLIMIT, ...wanted, '--'];
}

function asUser(who: Credentials): readonly string[] {
  if (who.change === 'same') return [];
  const groups = who.groups.length > 0 ? [`--groups=${who.groups.join(',')}`] : ['--clear-groups'];
  const privileges = who.uid === 0 ? [] : ['--no-new-privs', '--inh-caps=-all', '--ambient-caps=-all'];
  return [SETPRIV, `--reuid=${who.uid}`, `--regid=${who.gid}`, ...groups, ...privileges, '--'];
}
