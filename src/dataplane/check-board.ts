import type { CheckHealth } from '../health/check-state.ts';

interface Entry {
  readonly verdict: CheckHealth;
  readonly expiresAtUs: number;
}

/**
 * The newest verdict of each check with its end. A verdict that was not renewed in time counts as down and the checker
 * as broken, so that a dead or stuck main cannot keep a VIP on a broken service (checks.md 3.3).
 */
export class CheckBoard {
  readonly #entries = new Map<string, Entry>();

  /** Returns whether it says something else than before. */
  put(verdict: CheckHealth, validForMs: number, nowUs: number): 'changed' | 'same' {
    const before = this.#entries.get(verdict.check)?.verdict;
    this.#entries.set(verdict.check, { verdict, expiresAtUs: nowUs + validForMs * 1000 });
    return JSON.stringify(before) === JSON.stringify(verdict) ? 'same' : 'changed';
  }

  /** Forgets checks that are no longer wanted. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#entries.keys()) if (!names.has(name)) this.#entries.delete(name);
  }

  /** Turns verdicts past their end into failures; returns whether anything changed. */
  expire(nowUs: number): 'changed' | 'same' {
    let changed: 'changed' | 'same' = 'same';
    for (const [name, { expiresAtUs }] of this.#entries) {
      if (expiresAtUs > nowUs) continue;
      const reason = 'no result in time: the check runner is silent';
      this.#entries.set(name, {
        verdict: { check: name, health: 'down', blame: 'checker', reason },
        expiresAtUs: Infinity,
      });
      changed = 'changed';
    }
    return changed;
  }

  nextExpiryUs(): number {
    return Math.min(Infinity, ...[...this.#entries.values()].map((entry) => entry.expiresAtUs));
  }

  health(check: string): CheckHealth {
    return this.#entries.get(check)?.verdict ?? { check, health: 'unknown', blame: 'none', reason: 'no result yet' };
  }
}
