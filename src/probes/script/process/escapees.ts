import { readFileSync } from 'node:fs';
import { releaseCpu } from '../../../linux/spawn/same-cpu.ts';
import { reapStranger, watchedChildren } from '../../../linux/spawn/child.ts';

const LOOK_EVERY_MS = 1000;
const CHECK = 'VIPWARD_CHECK=';

/** Says of a check, once, that a run of it left a process behind that cannot be ended with it. */
export type OnEscapee = (check: string, text: string) => void;

/**
 * Finds processes that left the group of their run (`setsid`, a daemon) and outlived it. They come to this process as
 * children, being its descendants, and nobody else would reap them. They are not ended: what a script put into a session
 * of its own may be the service itself. Source: checks.md 1.7.
 */
export class EscapeeWatch {
  readonly #onEscapee: OnEscapee;
  readonly #told = new Set<string>();
  #zombies: ReadonlySet<number> = new Set();
  #timer: NodeJS.Timeout | undefined;

  constructor(onEscapee: OnEscapee) {
    this.#onEscapee = onEscapee;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  look(): void {
    const watched = watchedChildren();
    const strangers = childrenOfThisProcess().filter((pid) => !watched.has(pid));
    const zombies = new Set<number>();
    for (const pid of strangers) {
      const found = lookAt(pid);
      if (found === undefined) continue;
      // Node reaps its own children before the next look; what is still there then has no other parent.
      if (found.state === 'Z' && this.#zombies.has(pid)) reapStranger(pid);
      else if (found.state === 'Z') zombies.add(pid);
      else this.#tell(pid, found);
    }
    this.#zombies = zombies;
  }

  #tell(pid: number, { name, check }: Found): void {
    if (check === undefined) return;
    releaseCpu(pid);
    if (this.#told.has(check)) return;
    this.#told.add(check);
    const what = `leaves ${name} (pid ${pid}) running in a session of its own, out of reach of its time limit`;
    this.#onEscapee(check, `${what}; start services by systemd, not in a check`);
  }
}

interface Found {
  readonly name: string;
  readonly state: string;
  /** Whose run it was, when it says so. */
  readonly check: string | undefined;
}

function childrenOfThisProcess(): readonly number[] {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1');
    return children.split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // a kernel without CONFIG_PROC_CHILDREN
  }
}

function lookAt(pid: number): Found | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const nameEnd = stat.lastIndexOf(')');
    const state = stat.charAt(nameEnd + 2);
    // What has ended has no environment any more.
    const check = state === 'Z' ? undefined : checkOf(pid);
    return { name: stat.slice(stat.indexOf('(') + 1, nameEnd), state, check };
  } catch {
    return undefined; // gone meanwhile
  }
}

function checkOf(pid: number): string | undefined {
  const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  // What a hook started is meant to live on.
  if (!variables.some((variable) => variable.startsWith('VIPWARD_RUN_ID='))) return undefined;
  return variables.find((variable) => variable.startsWith(CHECK))?.slice(CHECK.length);
}
