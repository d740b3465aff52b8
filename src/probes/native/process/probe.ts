import type { ProcessMatch, ProcessProbeConfig } from '../../../model/probe/process.ts';
import { matchWords } from '../../../model/probe/process.ts';
import type { Probe, Run } from '../../probe.ts';
import { type About, type Attempt, NativeProbe } from '../native-probe.ts';
import { Deaths } from './deaths.ts';
import { childrenByParent, findProcesses, isAlive, isOurs, type PidFile, readPidFile } from './find.ts';
import { PidFileMemory } from './identity.ts';
import { type Judgement, judgePidFile, judgeProcesses, type Surroundings } from './judge.ts';
import { PidFileWatch } from './pid-file-watch.ts';
import { type ProcessStat, readStat, seesEverybody } from './process-table.ts';

/** A file without a number is looked at again after this time while the process that it named lives. */
const REWRITE_MS = 50;
/** A service that dies again and again is asked at most this often between the runs of the grid. */
const PAUSE_MS = 10;

type PidFileMatch = Extract<ProcessMatch, { by: 'pidfile' }>;

/**
 * Looks for processes at every run. While it is watched, it holds a descriptor of each process that was found and calls
 * back the moment that one of them ends.
 */
export class ProcessProbe implements Probe {
  readonly #config: ProcessProbeConfig;
  readonly #native: NativeProbe;
  #deaths: Deaths | undefined;
  #file: PidFileWatch | undefined;
  readonly #memory = new PidFileMemory();

  constructor(about: About, config: ProcessProbeConfig) {
    this.#config = config;
    this.#native = new NativeProbe(about, (attempt) => {
      attempt.enter('look', `looking for the process ${matchWords(config.match)}`);
      void this.#look(attempt, 'first');
    });
  }

  start(lateMs: number): Promise<Run> {
    return this.#native.start(lateMs);
  }

  watch(changed: () => void): () => void {
    const { match } = this.#config;
    const teller = new Teller(changed);
    const deaths = new Deaths(() => teller.tell());
    const file = match.by === 'pidfile' ? new PidFileWatch(match.path, () => teller.tell()) : undefined;
    this.#deaths = deaths;
    this.#file = file;
    return () => {
      deaths.close();
      file?.close();
      teller.close();
      this.#deaths = undefined;
      this.#file = undefined;
    };
  }

  async #look(attempt: Attempt, look: 'first' | 'again'): Promise<void> {
    const { match } = this.#config;
    if (match.by === 'pidfile') {
      this.#file?.renew();
      const file = readPidFile(match.path);
      // A restart writes the file anew; as long as the old process lives nothing is lost by a second look.
      if (file.type !== 'number' && look === 'first' && (this.#deaths?.living ?? 0) > 0) {
        const timer = setTimeout(() => void this.#look(attempt, 'again'), REWRITE_MS);
        attempt.onEnd(() => clearTimeout(timer));
        return;
      }
      await this.#lookAtNamed(attempt, match, file);
      return;
    }
    const { processes, denied } = await findProcesses(match);
    const judgement = judgeProcesses(this.#config, processes, await this.#surroundings(denied));
    this.#finish(attempt, judgement, processes);
  }

  async #lookAtNamed(attempt: Attempt, match: PidFileMatch, file: PidFile): Promise<void> {
    const stat = file.type === 'number' ? readStat(file.pid) : undefined;
    const identity = this.#identityOf(file, stat);
    const found = { stat, identity };
    const judgement = judgePidFile(this.#config, file, found, await this.#surroundings(0));
    const isMeant = stat !== undefined && identity === 'kept' && (match.name === 'any' || stat.name === match.name);
    this.#finish(attempt, judgement, isMeant ? [stat] : []);
  }

  /** Whether the number still means the process that it meant when the file was written. */
  #identityOf(file: PidFile, stat: ProcessStat | undefined): 'kept' | 'reused' | 'ours' {
    if (file.type !== 'number' || stat === undefined) return 'kept';
    return isOurs(stat) ? 'ours' : this.#memory.check(file.id, stat.startTicks);
  }

  async #surroundings(denied: number): Promise<Surroundings> {
    const children = this.#config.minChildren === 0 ? new Map<number, number>() : await childrenByParent();
    return { children, view: seesEverybody() ? 'everybody' : 'own', denied };
  }

  #finish(attempt: Attempt, { result, detail, lack }: Judgement, processes: readonly ProcessStat[]): void {
    if (attempt.isOver) return;
    const isKnownDead = this.#deaths?.seen === 'death' && lack === 'processes';
    if (result === 'ok') this.#deaths?.forget();
    this.#deaths?.follow(processes.filter(isAlive));
    const decides = isKnownDead && this.#config.onDeath === 'decides';
    attempt.finish(result, detail, decides ? { certainty: 'decides' } : {});
  }
}

/** Passes calls on: the first at once, those that follow closely as one. */
class Teller {
  readonly #listener: () => void;
  #toldMs = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(listener: () => void) {
    this.#listener = listener;
  }

  tell(): void {
    if (this.#timer !== undefined) return;
    const waitMs = this.#toldMs + PAUSE_MS - performance.now();
    if (waitMs <= 0) this.#tellNow();
    else this.#timer = setTimeout(() => this.#tellNow(), waitMs);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #tellNow(): void {
    this.#timer = undefined;
    this.#toldMs = performance.now();
    this.#listener();
  }
}
