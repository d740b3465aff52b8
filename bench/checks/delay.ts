import { table } from '../../src/cli/table.ts';
import { HEARTBEAT_INTERVAL_MS } from '../../src/ipc/messages.ts';
import { checksOf, runnerFor, scriptsText } from './configuration.ts';
import { pause } from './pause.ts';

/** All first runs come at once, which is no load that lasts. */
const WARM_UP_MS = 5000;
const MEASURED_MS = 30_000;

/** How late scripts start against their schedule, and the heartbeat beside them, in a runner as the daemon has it. */
export async function checksDelay({ rate }: { readonly rate: number }): Promise<void> {
  const checks = await checksOf(scriptsText(Array.from({ length: rate }, () => '/bin/true')));
  const lateMs: number[] = [];
  const beatLateMs: number[] = [];
  const runner = runnerFor(({ lateMs: late }) => void lateMs.push(late));
  runner.reload(checks, 'warn');
  await pause(WARM_UP_MS);
  lateMs.length = 0;
  let dueMs = performance.now() + HEARTBEAT_INTERVAL_MS;
  const beat = setInterval(() => {
    const nowMs = performance.now();
    beatLateMs.push(nowMs - dueMs);
    dueMs = nowMs + HEARTBEAT_INTERVAL_MS;
  }, HEARTBEAT_INTERVAL_MS);
  await pause(MEASURED_MS);
  clearInterval(beat);
  await runner.stop();
  console.log(`${rate} scripts a second for ${MEASURED_MS / 1000} s, milliseconds late\n`);
  const rows = [row('start of a script', lateMs), row('heartbeat', beatLateMs)];
  console.log(table(['', 'COUNT', 'MEDIAN', 'P99', 'MOST'], rows));
}

const row = (name: string, values: readonly number[]): string[] => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN).toFixed(2);
  return [name, String(sorted.length), at(0.5), at(0.99), at(1)];
};
