import { unreachable } from '../../model/result.ts';
import type { Recovery, RecoverAction, RecoverEvent, RecoverPhase, RecoverRules, RecoverStep } from './state.ts';

/** Time for a run that nobody waits for. `systemctl restart` of a large Java service takes as long. */
const BESIDE_LIMIT_MS = 30_000;
const LEAST_LIMIT_MS = 1000;

/**
 * What follows from an event. A failure is held back at most until `withinMs` after the result that would have made the
 * check bad, whatever the run does. A success does not take attempts back; only time since the last failure does.
 * Source: checks.md 6.2, Pacemaker's migration-threshold and failure-timeout.
 * @param nowMs not before that of the last event
 */
export function step(before: Recovery, event: RecoverEvent, nowMs: number, rules: RecoverRules): RecoverStep {
  const recovery = forgetOld(before, nowMs, rules);
  switch (event.type) {
    case 'result':
      return event.health === 'up' ? onGood(recovery, nowMs) : onBad(recovery, event, nowMs, rules);
    case 'runEnded':
      return onRunEnd(recovery, event, nowMs, rules);
    case 'runDenied':
      return onDenied(recovery, event);
    case 'calledOff':
      return letGo(whileRunning(recovery), event.reason);
    case 'reset':
      return plain({ ...recovery, attempts: 0, lastFailureMs: 'none', phase: afterReset(recovery.phase) });
    case 'time':
      return onTime(recovery, nowMs, rules);
    default:
      return unreachable(event);
  }
}

/** The next instant at which `time` may change something; `Infinity`: never. */
export function nextDueMs({ phase, heldUntilMs, lastFailureMs }: Recovery, { failureTimeoutMs }: RecoverRules): number {
  const forgottenMs =
    phase.name === 'givenUp' && lastFailureMs !== 'none' ? lastFailureMs + failureTimeoutMs : Infinity;
  const phaseEndMs = 'untilMs' in phase ? phase.untilMs : Infinity;
  return Math.min(heldUntilMs === 'no' ? Infinity : heldUntilMs, forgottenMs, phaseEndMs);
}

function forgetOld(recovery: Recovery, nowMs: number, { failureTimeoutMs }: RecoverRules): Recovery {
  const { lastFailureMs } = recovery;
  if (lastFailureMs === 'none' || nowMs - lastFailureMs < failureTimeoutMs) return recovery;
  return { ...recovery, attempts: 0, lastFailureMs: 'none' };
}

function onGood(recovery: Recovery, nowMs: number): RecoverStep {
  const { phase, failedAtMs, attempts } = recovery;
  // While the run goes on the service may be the old one, about to be stopped.
  if (phase.name === 'recovering' || phase.name === 'idle') return plain(recovery);
  const healed: Recovery = { ...recovery, phase: { name: 'idle' }, failedAtMs: 'none', heldUntilMs: 'no' };
  if (phase.name === 'givenUp' || attempts === 0 || failedAtMs === 'none') return plain(healed);
  return { recovery: healed, actions: [{ type: 'recovered', attempt: attempts, afterMs: nowMs - failedAtMs }] };
}

function onBad(
  recovery: Recovery,
  { blame, counted }: Extract<RecoverEvent, { type: 'result' }>,
  nowMs: number,
  rules: RecoverRules,
): RecoverStep {
  const { phase } = recovery;
  if (blame === 'checker' && phase.name === 'givenUp') return plain(recovery);
  if (blame === 'checker') return letGo(whileRunning(recovery), 'the check itself is broken, no restart helps that');
  if (phase.name === 'idle') return onFailure(recovery, counted, nowMs, rules);
  if (phase.name === 'givenUp') return onPhaseEnd(recovery, nowMs);
  if (phase.name !== 'looking') return plain(recovery);
  const badResults = phase.badResults + 1;
  if (badResults < rules.fall) return plain({ ...recovery, phase: { name: 'looking', badResults } });
  return onFutile(recovery, `attempt ${recovery.attempts} did not help`, nowMs, rules);
}

/** The check would turn bad. */
function onFailure(recovery: Recovery, counted: 'up' | 'notUp', nowMs: number, rules: RecoverRules): RecoverStep {
  const failed: Recovery = { ...recovery, failedAtMs: nowMs, lastFailureMs: nowMs };
  if (failed.attempts >= rules.attempts) return giveUp(failed, rules);
  if (counted === 'notUp' || rules.withinMs === 0) return attempt(failed, nowMs);
  const untilMs = nowMs + rules.withinMs;
  const started = attempt({ ...failed, heldUntilMs: untilMs }, nowMs);
  return { ...started, actions: [{ type: 'holdBack', untilMs }, ...started.actions] };
}

function attempt(recovery: Recovery, nowMs: number): RecoverStep {
  const { heldUntilMs } = recovery;
  const attempts = recovery.attempts + 1;
  const limitMs = heldUntilMs === 'no' ? BESIDE_LIMIT_MS : Math.max(LEAST_LIMIT_MS, heldUntilMs - nowMs);
  return {
    recovery: { ...recovery, attempts, phase: { name: 'recovering', next: 'settle' } },
    actions: [{ type: 'startRun', attempt: attempts, limitMs }],
  };
}

function onRunEnd(
  recovery: Recovery,
  { outcome, how }: Extract<RecoverEvent, { type: 'runEnded' }>,
  nowMs: number,
  rules: RecoverRules,
): RecoverStep {
  if (recovery.phase.name !== 'recovering') return plain(recovery);
  if (recovery.phase.next === 'idle') return plain({ ...recovery, phase: { name: 'idle' } });
  if (outcome === 'succeeded') {
    return plain({ ...recovery, phase: { name: 'settling', untilMs: nowMs + rules.settleMs } });
  }
  // A service that cannot be started will not be there in time: no reason to wait.
  const free = letGo(recovery, `recovery attempt ${recovery.attempts} failed (${how})`);
  return after(free, (state) => onFutile(state, how, nowMs, rules));
}

/** An attempt was in vain. */
function onFutile(recovery: Recovery, why: string, nowMs: number, rules: RecoverRules): RecoverStep {
  const failed: Recovery = { ...recovery, lastFailureMs: nowMs };
  if (failed.attempts >= rules.attempts) {
    return after(letGo(failed, why), (state) => giveUp(state, rules));
  }
  const pauseMs = Math.min(rules.maxBackoffMs, rules.backoffMs * 2 ** Math.max(0, failed.attempts - 1));
  return plain({ ...failed, phase: { name: 'waiting', untilMs: nowMs + pauseMs } });
}

/** No run took place, so it is no attempt. */
function onDenied(
  recovery: Recovery,
  { againAtMs, reason }: Extract<RecoverEvent, { type: 'runDenied' }>,
): RecoverStep {
  if (recovery.phase.name !== 'recovering') return plain(recovery);
  const denied: Recovery = {
    ...recovery,
    attempts: Math.max(0, recovery.attempts - 1),
    phase: { name: 'waiting', untilMs: againAtMs },
  };
  const inTime = denied.heldUntilMs !== 'no' && againAtMs < denied.heldUntilMs;
  return inTime ? plain(denied) : letGo(denied, `no recovery: ${reason}`);
}

function onTime(recovery: Recovery, nowMs: number, rules: RecoverRules): RecoverStep {
  const late = recovery.heldUntilMs !== 'no' && nowMs >= recovery.heldUntilMs;
  const free = late ? letGo(recovery, `no recovery within ${rules.withinMs} ms`) : plain(recovery);
  return after(free, (state) => onPhaseEnd(state, nowMs));
}

function onPhaseEnd(recovery: Recovery, nowMs: number): RecoverStep {
  const { phase, lastFailureMs } = recovery;
  if (phase.name === 'waiting' && nowMs >= phase.untilMs) return attempt(recovery, nowMs);
  if (phase.name === 'settling' && nowMs >= phase.untilMs) {
    return { recovery: { ...recovery, phase: { name: 'looking', badResults: 0 } }, actions: [{ type: 'ask' }] };
  }
  // The failures are forgotten and the check is still bad: from the beginning, beside it.
  if (phase.name === 'givenUp' && lastFailureMs === 'none')
    return attempt({ ...recovery, lastFailureMs: nowMs }, nowMs);
  return plain(recovery);
}

function giveUp(recovery: Recovery, { attempts, failureTimeoutMs }: RecoverRules): RecoverStep {
  const reason = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} without a cure; the next one after ${failureTimeoutMs / 1000} s without a new failure, or after a reset by hand`;
  return { recovery: { ...recovery, phase: { name: 'givenUp' } }, actions: [{ type: 'giveUp', reason }] };
}

function letGo(recovery: Recovery, reason: string): RecoverStep {
  const actions: readonly RecoverAction[] = recovery.heldUntilMs === 'no' ? [] : [{ type: 'letGo', reason }];
  return { recovery: { ...recovery, heldUntilMs: 'no' }, actions };
}

/** What is not to go on; a run that has begun cannot be taken back. */
const whileRunning = (recovery: Recovery): Recovery => ({
  ...recovery,
  phase: recovery.phase.name === 'recovering' ? { name: 'recovering', next: 'idle' } : { name: 'idle' },
});

const afterReset = (phase: RecoverPhase): RecoverPhase => (phase.name === 'givenUp' ? { name: 'idle' } : phase);

const plain = (recovery: Recovery): RecoverStep => ({ recovery, actions: [] });

function after(first: RecoverStep, then: (recovery: Recovery) => RecoverStep): RecoverStep {
  const second = then(first.recovery);
  return { recovery: second.recovery, actions: [...first.actions, ...second.actions] };
}
