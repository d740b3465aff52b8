/** Entry of the second process: forked by main, speaks only over the fork channel, never runs a script. */
import type { FromDataplane, ToDataplane } from '../ipc/messages.ts';
import { Link } from '../ipc/link.ts';
import { readToDataplane } from '../ipc/validate.ts';
import { SystemClock } from '../linux/clock.ts';
import { openNetwork } from '../linux/network.ts';
import { endOrphanedRuns } from '../linux/spawn/orphaned-runs.ts';
import { setParentDeathSignal } from '../linux/process.ts';
import { Guardian } from './guardian.ts';
import { Dataplane } from './loop.ts';

const EXIT_FLUSH_LIMIT_MS = 500;

const channel = {
  get connected(): boolean {
    return process.connected === true;
  },
  send: (message: object, callback: (error: Error | null) => void): boolean =>
    process.send?.(message, undefined, undefined, callback) ?? false,
};
const main = new Link<FromDataplane>(channel);

function exitAfter(message: FromDataplane, exitCode: number): void {
  setTimeout(() => process.exit(exitCode), EXIT_FLUSH_LIMIT_MS);
  main.sendLast(message, () => process.exit(exitCode));
}

function run(): void {
  // Told, because a main that dies this early is no longer the parent.
  const mainPid = Number(process.argv[2]);
  process.title = 'vipward: dataplane';
  setParentDeathSignal('SIGTERM');
  const network = openNetwork();
  if (!network.ok) return exitAfter({ type: 'trouble', severity: 'fatal', text: network.error.text }, 1);
  const clock = SystemClock.open();
  if (!clock.ok) return exitAfter({ type: 'trouble', severity: 'fatal', text: clock.error.text }, 1);
  const dataplane = new Dataplane({
    network: network.value,
    clock: clock.value,
    emit: (message) => main.send(message),
    afterInput: (callback) => void setImmediate(callback),
  });
  const opened = dataplane.open();
  if (!opened.ok) return exitAfter({ type: 'trouble', severity: 'fatal', text: opened.error.text }, 1);

  let leaving: 'no' | 'yes' = 'no';
  const leave = (reason: string): void => {
    if (leaving === 'yes') return;
    leaving = 'yes';
    guardian.stop();
    dataplane.leave(reason);
    if (process.ppid !== mainPid) endOrphanedRuns((pid) => pid === mainPid);
    exitAfter({ type: 'stopped' }, 0);
  };
  const guardian = new Guardian({
    beat: () => main.send({ type: 'heartbeat', lostEvents: main.dropped }),
    stalled: () => leave('the main process no longer answers'),
  });
  const onMessage = (message: ToDataplane): void => {
    guardian.heard();
    if (message.type === 'shutdown') return leave(message.reason);
    if (message.type !== 'heartbeat' && leaving === 'no') dataplane.onMessage(message);
  };

  process.on('message', (raw) => {
    const message = readToDataplane(raw);
    if (message.ok) onMessage(message.value);
    else main.send({ type: 'trouble', severity: 'error', text: `dataplane ignored a message: ${message.error}` });
  });
  process.on('disconnect', () => leave('the main process is gone'));
  process.on('SIGTERM', () => leave('terminated'));
  // Terminal signals reach the whole foreground group; main decides what they mean.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  // Node would open a debugger for the first and die of the second.
  process.on('SIGUSR1', () => {});
  process.on('SIGUSR2', () => {});
  process.on('uncaughtException', (error) => {
    main.send({ type: 'trouble', severity: 'error', text: `dataplane failed: ${error.stack ?? error.message}` });
    // Failed while it left: main removes what is still there.
    if (leaving === 'yes') process.exit(1);
    leave('internal error');
  });
  main.send({ type: 'ready', pid: process.pid });
}

run();
