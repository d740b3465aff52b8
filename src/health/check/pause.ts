import type { CheckConfig } from '../../model/check.ts';
import { type CheckHealth, type PauseKind, worthOfBad, worthOfGood } from '../check-health.ts';
import { seconds } from './seconds.ts';

/** A time in which a check counts as something else than its runs say. */
export interface Pause {
  readonly kind: PauseKind;
  /** For the reason: who needs what, the operator's note. May be empty. */
  readonly detail: string;
  /** Monotonic ms. */
  readonly sinceMs: number;
  /** What it counted as until then. */
  readonly before: CheckHealth;
  /** `ending`: it is over, and the first result after it has not come. */
  readonly phase: 'on' | 'ending';
}

/** What a check counts as: `holdMs` is for how long as before, then as bad. */
type Effect = 'good' | 'bad' | { readonly holdMs: number };

/** Which of several pauses is the one that counts. */
const RANK: Readonly<Record<PauseKind, number>> = { maintenance: 0, outside: 1, blocked: 2 };

/** The pause that counts; those that go on come before one that ends. */
export function foremost(pauses: readonly Pause[]): Pause | undefined {
  const rank = ({ kind, phase }: Pause): number => RANK[kind] + (phase === 'on' ? 0 : 10);
  return pauses.toSorted((a, b) => rank(a) - rank(b))[0];
}

/** When the pause stops letting the check count as before; `Infinity`: it does not, or without a limit. */
export function holdLimitMs({ kind, sinceMs }: Pause, config: CheckConfig): number {
  const effect = effectOf(kind, config);
  return typeof effect === 'object' ? sinceMs + effect.holdMs : Infinity;
}

/** What the check counts as in this pause. Source: checks.md 3.8, 3.9. */
export function healthInPause(pause: Pause, config: CheckConfig, nowMs: number): CheckHealth {
  const effect = effectOf(pause.kind, config);
  const { health, worth } = countsAs(pause, effect, config, nowMs);
  return {
    check: config.name,
    health,
    blame: 'none',
    reason: `${occasion(pause)}${effectWords(pause, effect, nowMs)}`,
    worth,
    flags: pause.phase === 'on' ? [pause.kind] : [],
  };
}

function effectOf(kind: PauseKind, { inMaintenance, windows, whileBlocked }: CheckConfig): Effect {
  if (kind === 'blocked') return whileBlocked === 'down' ? 'bad' : whileBlocked;
  const wanted = kind === 'maintenance' ? inMaintenance : windows === 'always' ? 'hold' : windows.outside;
  return wanted === 'good' || wanted === 'bad' ? wanted : { holdMs: Infinity };
}

function countsAs(
  { before, sinceMs }: Pause,
  effect: Effect,
  config: CheckConfig,
  nowMs: number,
): Pick<CheckHealth, 'health' | 'worth'> {
  if (effect === 'good') return { health: 'up', worth: worthOfGood(config) };
  if (effect === 'bad' || nowMs >= sinceMs + effect.holdMs) return { health: 'down', worth: worthOfBad(config) };
  return { health: before.health, worth: before.worth };
}

function occasion({ kind, phase, detail }: Pause): string {
  const more = detail === '' ? '' : `: ${detail}`;
  if (phase === 'on') return kind === 'blocked' ? `not tested: ${detail} is down` : `${ON[kind]}${more}`;
  return `no result yet since ${kind === 'blocked' ? `${detail} is up again` : ENDED[kind]}`;
}

const ON = { maintenance: 'in maintenance', outside: 'outside its hours' } as const;
const ENDED = { maintenance: 'its maintenance ended', outside: 'its hours began' } as const;

function effectWords({ before, sinceMs }: Pause, effect: Effect, nowMs: number): string {
  if (effect === 'good') return ', counts as up';
  if (effect === 'bad') return ', counts as down';
  const limit = Number.isFinite(effect.holdMs) ? ` for at most ${seconds(effect.holdMs)}` : '';
  if (nowMs >= sinceMs + effect.holdMs) return `, counted as before${limit}, counts as down now`;
  return `, counts as before${limit}: ${before.health} (${before.reason})`;
}
