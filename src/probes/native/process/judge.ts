import type { Finding } from '../../../health/outcome.ts';
import { matchWords, type ProcessProbeConfig } from '../../../model/probe/process.ts';
import { isAlive, type PidFile } from './find.ts';
import type { ProcessStat } from './process-table.ts';

export interface Judgement {
  readonly result: Finding['result'];
  readonly detail: string;
  /** Whether a process that is wanted is not there: only then a death decides. */
  readonly lack: 'processes' | 'none';
}

/** What was seen beside the processes themselves. */
export interface Surroundings {
  /** Live children by parent; empty when nobody asked for them. */
  readonly children: ReadonlyMap<number, number>;
  /** Whether processes of other users are shown. */
  readonly view: 'everybody' | 'own';
  /** Processes whose program could not be looked at. */
  readonly denied: number;
}

/** Judges what a name, program or command line found. */
export function judgeProcesses(
  config: ProcessProbeConfig,
  processes: readonly ProcessStat[],
  surroundings: Surroundings,
): Judgement {
  const { match, min, max } = config;
  const alive = processes.filter(isAlive);
  const words = matchWords(match);
  if (alive.length < min) {
    const blind = blindness(surroundings);
    if (blind !== undefined) return { result: 'broken', detail: blind, lack: 'none' };
    return {
      result: 'bad',
      detail: `${counted(alive.length, words)}, at least ${min} wanted${others(processes)}`,
      lack: 'processes',
    };
  }
  if (max !== 'unlimited' && alive.length > max) {
    const wanted = max === 0 ? 'none may' : `at most ${max} may`;
    return { result: 'bad', detail: `${counted(alive.length, words)}, ${wanted}: ${pidsOf(alive)}`, lack: 'none' };
  }
  return (
    lacksChildren(config, alive, surroundings) ?? {
      result: 'ok',
      detail: `${counted(alive.length, words)}${notes(alive)}`,
      lack: 'none',
    }
  );
}

/** Judges the process that a pid file names; `undefined`: there is none of this number. */
export function judgePidFile(
  config: ProcessProbeConfig,
  file: PidFile,
  found: { readonly stat: ProcessStat | undefined; readonly identity: 'kept' | 'reused' | 'ours' },
  surroundings: Surroundings,
): Judgement {
  const { match } = config;
  if (match.by !== 'pidfile') throw new Error('not a check of a pid file');
  const bad = (detail: string, lack: Judgement['lack'] = 'processes'): Judgement => ({ result: 'bad', detail, lack });
  if (file.type !== 'number') return withoutNumber(match.path, file);
  const { stat, identity } = found;
  const named = `process ${file.pid} of ${match.path}`;
  if (stat === undefined) {
    const blind = blindness(surroundings);
    return blind === undefined ? bad(`${named} is gone`) : { result: 'broken', detail: blind, lack: 'none' };
  }
  if (identity === 'ours') return bad(`${named} is gone: the number is vipward's own now`);
  if (identity === 'reused') return bad(`${named} is gone: the number was given to another process, ${stat.name}`);
  if (match.name !== 'any' && stat.name !== match.name) {
    return bad(`${named} is ${stat.name}, not ${match.name}: the file is stale`);
  }
  if (stat.state === 'T') return bad(`${named} (${stat.name}) is stopped (fix: kill -CONT ${file.pid})`, 'none');
  if (!isAlive(stat)) return bad(`${named} (${stat.name}) has ended (a zombie until its parent notices)`);
  const detail = `process ${file.pid} (${stat.name}) lives${notes([stat])}`;
  return lacksChildren(config, [stat], surroundings) ?? { result: 'ok', detail, lack: 'none' };
}

function withoutNumber(path: string, file: Exclude<PidFile, { type: 'number' }>): Judgement {
  switch (file.type) {
    case 'missing':
      return { result: 'bad', detail: `there is no ${path}`, lack: 'processes' };
    case 'empty':
      return { result: 'bad', detail: `${path} is empty`, lack: 'processes' };
    case 'noNumber':
      return { result: 'bad', detail: `${path} holds no process number`, lack: 'none' };
    case 'unreadable':
      return {
        result: 'broken',
        detail: `${path} cannot be read (${file.errno}): run as root, or let vipward's group read it`,
        lack: 'none',
      };
  }
}

function lacksChildren(
  { minChildren }: ProcessProbeConfig,
  alive: readonly ProcessStat[],
  { children }: Surroundings,
): Judgement | undefined {
  const childless = alive.find(({ pid }) => (children.get(pid) ?? 0) < minChildren);
  if (childless === undefined) return undefined;
  const has = `has ${children.get(childless.pid) ?? 0} live children`;
  return {
    result: 'bad',
    detail: `process ${childless.pid} (${childless.name}) ${has}, at least ${minChildren} wanted`,
    lack: 'none',
  };
}

/** Why nothing can be said about a process that was not found. */
function blindness({ view, denied }: Surroundings): string | undefined {
  if (view === 'own') return 'other users’ processes are hidden (/proc is mounted with hidepid): run vipward as root';
  if (denied > 0)
    return `the program of ${denied} processes of other users cannot be seen: run vipward as root, or use name`;
  return undefined;
}

const counted = (count: number, words: string): string => {
  if (count === 0) return `no process ${words} lives`;
  return count === 1 ? `1 process ${words} lives` : `${count} processes ${words} live`;
};

function others(processes: readonly ProcessStat[]): string {
  const [stopped, ended] = [
    processes.filter(({ state }) => state === 'T'),
    processes.filter(({ state }) => 'ZXx'.includes(state)),
  ];
  const parts = [
    ...(stopped.length === 0 ? [] : [`${stopped.length} stopped: ${pidsOf(stopped)}`]),
    ...(ended.length === 0 ? [] : [`${ended.length} ended and not reaped: ${pidsOf(ended)}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function notes(alive: readonly ProcessStat[]): string {
  const [waiting, traced] = [alive.filter(({ state }) => state === 'D'), alive.filter(({ state }) => state === 't')];
  return [
    ...(waiting.length === 0 ? [] : [`, waiting for a disk: ${pidsOf(waiting)}`]),
    ...(traced.length === 0 ? [] : [`, held by a debugger: ${pidsOf(traced)}`]),
  ].join('');
}

const SHOWN = 5;
const pidsOf = (processes: readonly ProcessStat[]): string =>
  `${processes
    .slice(0, SHOWN)
    .map(({ pid }) => pid)
    .join(', ')}${processes.length > SHOWN ? ', …' : ''}`;
