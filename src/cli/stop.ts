import type { StatusReport, StopAnswer } from '../http/api.ts';
import { callControl } from '../http/client.ts';
import { EXIT_BAD, EXIT_FINE, EXIT_USAGE } from './exit-codes.ts';
import { controlSocketOf } from './options.ts';

const STOP_LIMIT_MS = 15_000;
const ASK_AGAIN_MS = 50;

/** `vipward stop`: hands over, removes the VIPs, ends the daemon, and waits for that. 2: no daemon answers. */
export async function stop(options: { readonly runtimeDir: string }): Promise<number> {
  const socket = controlSocketOf(options.runtimeDir);
  const answer = await callControl<StopAnswer>(socket, 'POST', '/api/v1/stop');
  if (!answer.ok) {
    console.error(answer.error);
    return EXIT_USAGE;
  }
  const deadlineMs = performance.now() + STOP_LIMIT_MS;
  while ((await callControl<StatusReport>(socket, 'GET', '/api/v1/status')).ok) {
    if (performance.now() > deadlineMs) {
      console.error(`vipward (pid ${answer.value.pid}) still runs after ${STOP_LIMIT_MS / 1000} s; look at its log`);
      return EXIT_BAD;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  console.log(`vipward (pid ${answer.value.pid}) stopped`);
  return EXIT_FINE;
}
