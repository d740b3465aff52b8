import { unreachable } from '../../model/result.ts';
import type { RecoverAction, Recovery, RecoverRules } from './state.ts';

/** What is done, in one line for log and history. */
export function recoverText(check: string, action: RecoverAction, nowMs: number): string {
  switch (action.type) {
    case 'holdBack':
      return `${check} would be bad: held back for at most ${action.untilMs - nowMs} ms while it is recovered`;
    case 'letGo':
      return `${check} counts as bad now: ${action.reason}`;
    case 'startRun':
      return `recovery of ${check}, attempt ${action.attempt}, at most ${action.limitMs} ms`;
    case 'ask':
      return `recovery of ${check} has run: looking whether it helped`;
    case 'recovered':
      return `${check} is good again ${action.afterMs} ms after its failure (recovery attempt ${action.attempt})`;
    case 'giveUp':
      return `recovery of ${check} given up: ${action.reason}`;
    default:
      return unreachable(action);
  }
}

/** Where a recovery stands, for `status`; empty when there is nothing to be said. */
export function recoveryText({ phase, attempts, heldUntilMs }: Recovery, rules: RecoverRules, nowMs: number): string {
  const held = heldUntilMs === 'no' ? '' : `, held back for ${Math.max(0, heldUntilMs - nowMs)} ms more`;
  const attempt = `attempt ${attempts} of ${rules.attempts}`;
  switch (phase.name) {
    case 'idle':
      return attempts === 0 ? '' : `${attempts} of ${rules.attempts} recovery attempts used`;
    case 'waiting':
      return `next recovery attempt in ${Math.max(0, phase.untilMs - nowMs)} ms (${attempts} of ${rules.attempts} used)${held}`;
    case 'recovering':
      return `recovering, ${attempt}${held}`;
    case 'settling':
    case 'looking':
      return `recovery has run, ${attempt}: looking whether it helped${held}`;
    case 'givenUp':
      return `recovery given up after ${rules.attempts} ${rules.attempts === 1 ? 'attempt' : 'attempts'}`;
    default:
      return unreachable(phase);
  }
}
