import type { Diagnosis, Outcome } from '../health/outcome.ts';

/** What hits every check of this host alike. */
const HOST_WIDE: ReadonlySet<Diagnosis['rule']> = new Set(['no-processes', 'no-memory', 'no-descriptors']);

/** Says once, not for each check, that this host cannot start programs; and again after it could. Source: checks.md 2.4. */
export class HostTroubles {
  readonly #said = new Set<Diagnosis['rule']>();

  /** The line to say, or undefined. */
  after(outcome: Outcome): string | undefined {
    if (outcome.type !== 'spawnFailed') {
      if (outcome.type === 'exited') this.#said.clear();
      return undefined;
    }
    const { rule, detail, fix } = outcome.diagnosis;
    if (!HOST_WIDE.has(rule) || this.#said.has(rule)) return undefined;
    this.#said.add(rule);
    return `no check can be started: ${detail} (fix: ${fix})`;
  }
}
