import { koffi } from './libc.ts';

const SIG_IGN = 1;
/** What `keepalived --signum=JSON` and `--signum=STATS_CLEAR` say: SIGRTMIN+2 and SIGRTMAX-1. */
const KEEPALIVED_SIGNALS = [36, 63];

const signal = koffi.load(null).func('intptr_t signal(int, intptr_t)') as unknown as (
  number: number,
  handler: number,
) => number;

/**
 * Real-time signals end a process that does not expect them, and Node cannot listen to them. Those that people have their
 * tools send to keepalived end nothing from now on, in this process and in the ones that Node starts.
 */
export function ignoreKeepalivedSignals(): void {
  for (const number of KEEPALIVED_SIGNALS) signal(number, SIG_IGN);
}
