import type { Finding } from '../../../health/outcome.ts';
import type { SystemdProbeConfig } from '../../../model/probe/systemd.ts';

/** The properties that are asked for. */
export const ASKED_PROPERTIES = ['LoadState', 'ActiveState', 'SubState', 'NRestarts'] as const;

type UnitState = Readonly<Partial<Record<(typeof ASKED_PROPERTIES)[number], string>>>;

/** Reads the lines `Name=value` of `systemctl show`. */
export function readProperties(text: string): UnitState {
  const lines = text.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  return Object.fromEntries(lines) as UnitState;
}

/** Active (or reloading) in the sub-state that is wanted. A unit that does not exist is a fault of the check. */
export function judgeUnit(
  { unit, substate, warnRestarts }: SystemdProbeConfig,
  state: UnitState,
): Pick<Finding, 'result' | 'detail'> {
  const { LoadState: load, ActiveState: active, SubState: sub } = state;
  if (load === undefined || active === undefined || sub === undefined) {
    return { result: 'broken', detail: `systemctl says nothing of the state of ${unit}` };
  }
  if (load === 'not-found') return { result: 'broken', detail: `there is no unit ${unit} (fix: systemctl list-units)` };
  const said = `${unit} is ${active} (${sub})`;
  if (active !== 'active' && active !== 'reloading') {
    return { result: 'bad', detail: load === 'loaded' ? said : `${said}, and its file is ${load}` };
  }
  if (active === 'active' && substate !== 'any' && sub !== substate) {
    return { result: 'bad', detail: `${said}, ${substate} wanted` };
  }
  const restarts = Number(state.NRestarts ?? 0);
  if (warnRestarts === 'any' || restarts < warnRestarts) return { result: 'ok', detail: said };
  return { result: 'warn', detail: `${said}, systemd has restarted it ${restarts} times` };
}
