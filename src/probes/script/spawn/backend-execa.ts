import { execa } from 'execa';
import { openPipe } from '../../../linux/process.ts';
import { noteChild } from '../../../linux/spawn/child.ts';
import type { ChildListener, SpawnBackend, SpawnRequest } from './backend.ts';
import { errnoOf } from '../audit/path-walk.ts';
import { commandOf } from './command.ts';
import { withUmask } from './umask.ts';

/**
 * Starts scripts through execa, which is used for starting and for one way of reporting failures only: its time limit,
 * its kill and its buffers know one process, a check is a whole group. A child that ends by a real-time signal looks
 * like exit 0 here: Node does not tell them apart. Source: checks.md 1.5, 1.12.
 */
export const execaBackend: SpawnBackend = {
  name: 'execa',
  spawn(request, child) {
    const notStarted = (errno: string): { readonly pid: undefined } => {
      queueMicrotask(() => child.ended({ type: 'notStarted', errno }));
      return { pid: undefined };
    };
    const obstacle = obstacleTo(request);
    if (obstacle !== undefined) return notStarted(obstacle);
    try {
      return { pid: start(request, child) };
    } catch (error) {
      return notStarted(errnoOf(error));
    }
  },
};

function start(request: SpawnRequest, { ended }: ChildListener): number | undefined {
  const { launch, mark } = request;
  const [file = '', ...args] = commandOf(launch);
  const subprocess = withUmask(launch.umask, () =>
    execa(file, args, {
      cwd: launch.cwd,
      env: { ...launch.environment, [mark.name]: mark.value },
      extendEnv: false,
      preferLocal: false,
      shell: false,
      detached: true,
      cleanup: false,
      buffer: false,
      reject: false,
      stdin: 'ignore',
      // execa takes any descriptor; its types list 3 to 9 only.
      stdout: request.stdout.number as 3,
      stderr: request.stderr.number as 3,
    }),
  );
  const forget = subprocess.pid === undefined ? undefined : noteChild(subprocess.pid);
  subprocess.once('exit', (code: number | null, signal: NodeJS.Signals | null) => {
    forget?.();
    ended(code === null ? { type: 'signaled', signal: signal ?? 'unknown' } : { type: 'exited', code });
  });
  // Some errors are thrown by child_process and others come as an event: execa's result holds both.
  void subprocess.then((result) => {
    if (subprocess.pid !== undefined) return;
    const errno = result.code ?? errnoOf(result.cause);
    ended({ type: 'notStarted', errno });
  });
  return subprocess.pid;
}

/**
 * The errno of what execa would fail at in a way of its own: a NUL, and no descriptors for the pipe that libuv needs to
 * start a process, when nobody would hear Node's `error` event and that would end the daemon.
 */
function obstacleTo({ launch }: SpawnRequest): string | undefined {
  if (launch.argv.some((text) => text.includes('\0'))) return 'EINVAL';
  const spare = openPipe();
  if (!spare.ok) return spare.error.errno;
  spare.value.readEnd.close();
  spare.value.writeEnd.close();
  return undefined;
}
