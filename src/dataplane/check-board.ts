import { type CheckHealth, notHeardOf } from '../health/check-health.ts';
import { checksBehind, withGroups } from '../health/group.ts';
import type { CheckGroup } from '../model/check.ts';
import { Agenda } from './agenda.ts';

interface Entry {
  readonly verdict: CheckHealth;
  readonly expiresAtUs: number;
}

/**
 * The newest verdict of each check with its end. A verdict that was not renewed in time counts as down and the checker
 * as broken, so that a dead or stuck main cannot keep a VIP on a broken service (checks.md 3.3). Groups are evaluated
 * here, so that such a member counts in them too.
 */
export class CheckBoard {
  readonly #entries = new Map<string, Entry>();
  readonly #ends = new Agenda<string>();
  #groups: readonly CheckGroup[] = [];
  #lookup = withGroups([], (check) => this.#ofCheck(check));

  /** Returns whether it says something else than before. */
  put(verdict: CheckHealth, validForMs: number, nowUs: number): 'changed' | 'same' {
    const before = this.#entries.get(verdict.check)?.verdict;
    const expiresAtUs = nowUs + validForMs * 1000;
    this.#entries.set(verdict.check, { verdict, expiresAtUs });
    this.#ends.put(verdict.check, expiresAtUs);
    const said = JSON.stringify(before) === JSON.stringify(verdict) ? 'same' : 'changed';
    if (said === 'changed') this.#lookAgain();
    return said;
  }

  /** What is tracked from now on: checks, and groups of these. Forgets all other checks. */
  want(tracked: readonly string[], groups: readonly CheckGroup[]): void {
    this.#groups = groups;
    const names = checksBehind(tracked, groups);
    for (const name of this.#entries.keys()) if (!names.has(name)) this.#forget(name);
    this.#lookAgain();
  }

  /** Turns verdicts past their end into failures; returns whether anything changed. */
  expire(nowUs: number): 'changed' | 'same' {
    const due = this.#ends.takeDue(nowUs).map((name) => this.#expireOne(name, nowUs));
    if (!due.includes('changed')) return 'same';
    this.#lookAgain();
    return 'changed';
  }

  /** When {@link expire} may have something to do: not later than the next end of a verdict. */
  nextExpiryUs(): number {
    return this.#ends.nextUs();
  }

  /** Health of a check or of a group. */
  health(name: string): CheckHealth {
    return this.#lookup(name);
  }

  /** A verdict that was renewed meanwhile has a later end. */
  #expireOne(name: string, nowUs: number): 'changed' | 'same' {
    const entry = this.#entries.get(name);
    if (entry === undefined) return 'same';
    if (entry.expiresAtUs > nowUs) {
      this.#ends.put(name, entry.expiresAtUs);
      return 'same';
    }
    this.#entries.set(name, { verdict: silent(entry.verdict), expiresAtUs: Infinity });
    return 'changed';
  }

  #forget(name: string): void {
    this.#entries.delete(name);
    this.#ends.remove(name);
  }

  #ofCheck(check: string): CheckHealth {
    return this.#entries.get(check)?.verdict ?? notHeardOf(check);
  }

  #lookAgain(): void {
    this.#lookup = withGroups(this.#groups, (check) => this.#ofCheck(check));
  }
}

/** What had points of its own has lost them: nobody says what they would be now. */
const silent = ({ check, worth }: CheckHealth): CheckHealth => ({
  check,
  health: 'down',
  blame: 'checker',
  reason: 'no result in time: the check runner is silent',
  worth: typeof worth === 'object' ? { points: 'fault' } : 'weight',
  flags: [],
});
