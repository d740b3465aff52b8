import type { CheckHealth } from '../health/check-health.ts';
import type { RunRecord } from '../health/outcome.ts';
import type { Log, LogEvents } from '../log/events.ts';
import type { CheckConfig } from '../model/check.ts';
import type { NotifyEvent } from '../notify/commands.ts';
import type { Board } from './board.ts';
import type { VerdictFeed } from './dataplane/verdict-feed.ts';

interface Receivers {
  readonly board: Board;
  readonly verdicts: VerdictFeed;
  readonly log: Log;
  readonly notify: { add(event: NotifyEvent): void };
}

/** How the log names a check: what it asks with is left out for scripts, which are the rule. */
const namesOf = ({ name, probe: { kind } }: CheckConfig): Pick<LogEvents['check.remark'], 'check' | 'kind'> =>
  kind === 'script' ? { check: name } : { check: name, kind };

/** Passes on what the checks say: to the dataplane, to the log and history, and to the scripts of `on_change`. */
export class CheckReports {
  readonly #to: Receivers;
  readonly #checks = new Map<string, CheckConfig>();

  constructor(to: Receivers) {
    this.#to = to;
  }

  /** The checks that are configured now; others are no longer heard. */
  adopt(checks: readonly CheckConfig[]): void {
    this.#checks.clear();
    for (const check of checks) this.#checks.set(check.name, check);
    this.#to.board.keepOnly(checks);
  }

  /** A run has ended. */
  result(record: RunRecord, health: CheckHealth): void {
    const check = this.#checks.get(health.check);
    if (check === undefined) return;
    const before = this.#before(check);
    const said = this.#to.board.putCheck(health, record);
    this.#to.verdicts.put(health, check.staleAfterMs);
    const output = record.summary;
    if (said === 'news') this.#tell(check, health, before, output);
    else if (health.blame !== 'none')
      this.#to.log('check.stillDown', { ...namesOf(check), blame: health.blame, reason: health.reason, output });
  }

  /** Time passed, or something else than a run happened: what stays as it is must be renewed for the dataplane too. */
  health(health: CheckHealth): void {
    const check = this.#checks.get(health.check);
    if (check === undefined) return;
    const before = this.#before(check);
    const said = this.#to.board.putHealth(health);
    this.#to.verdicts.put(health, check.staleAfterMs);
    if (said === 'news') this.#tell(check, health, before, '');
  }

  /** Something odd that is no result. About `all`: about this host. */
  remark(name: string, text: string): void {
    const check = this.#checks.get(name);
    this.#to.log('check.remark', { ...(check === undefined ? { check: name } : namesOf(check)), text });
  }

  #before({ name }: CheckConfig): CheckHealth['health'] {
    return this.#to.board.verdict(name)?.health.health ?? 'unknown';
  }

  #tell(check: CheckConfig, health: CheckHealth, before: CheckHealth['health'], output: string): void {
    const { onChange } = check;
    const { worth: _worth, flags, ...told } = health;
    const event: LogEvents['check.verdict'] = {
      ...told,
      ...namesOf(check),
      ...(flags.length === 0 ? {} : { flags }),
      before,
      output,
    };
    this.#to.log('check.verdict', event);
    // That all is well at the start is no change.
    if (onChange === 'none' || before === health.health || (before === 'unknown' && health.health === 'up')) return;
    this.#to.notify.add({ type: 'check', script: onChange, before, now: health });
  }
}
