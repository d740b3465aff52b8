/** Which state a running instance belongs in (ST-01 to 05, 20, 38, 50, 51, 63; checks.md 3.7). */
import { unreachable } from '../../model/result.ts';
import type { Cause, FaultReason, Instance, Step } from '../state.ts';
import { inReserve, offer, recover } from './all-bad.ts';
import { atRest, enterBackup, enterFault, enterMaster, listening, stay } from './entry.ts';
import { isOwner, standingOf, waitsFor } from './standing.ts';

/**
 * After something around it changed: FAULT while it cannot serve; out of it, or out of INIT, when no reason is left and
 * every weight-0 check has reported; and in between what `all_bad` says.
 */
export function settle(self: Instance, nowUs: number): Step {
  const standing = standingOf(self);
  switch (standing.kind) {
    case 'fit':
      return settleFit(self, nowUs);
    case 'failing':
      return settleFailing(self, standing.reasons, nowUs);
    case 'unfit':
      return settleUnfit(self, standing.reasons);
    default:
      return unreachable(standing);
  }
}

function settleFit(self: Instance, nowUs: number): Step {
  if (self.state === 'master') return self.failing === 'no' ? stay(self) : recover(self, nowUs);
  if (self.state === 'backup' || waitsFor(self).length > 0) return stay(self);
  const cause: Cause = { kind: self.state === 'init' ? 'started' : 'faultCleared' };
  if (!isOwner(self)) return enterBackup(self, listening(self, nowUs), cause);
  if (self.sync === 'alone') return enterMaster(self, { kind: 'addressOwner' }, [], nowUs);
  return enterBackup(self, { ...listening(self, nowUs), ready: { sinceUs: nowUs, rounds: 0 } }, cause);
}

function settleFailing(self: Instance, reasons: readonly FaultReason[], nowUs: number): Step {
  if (self.failing !== 'no') return stay(self);
  if (self.state === 'master') return offer(self, reasons, nowUs);
  const reserve = inReserve(self, nowUs);
  return self.state === 'fault' ? stay(reserve) : enterFault(self, reserve, faultOf(reasons));
}

function settleUnfit(self: Instance, reasons: readonly FaultReason[]): Step {
  if (self.state !== 'fault') return enterFault(self, atRest(self, 'fault'), faultOf(reasons));
  return stay(self.failing === 'no' ? self : atRest(self, 'fault'));
}

const faultOf = (reasons: readonly FaultReason[]): Cause => ({ kind: 'fault', reasons });
