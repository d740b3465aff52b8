import { watchChild } from '../../../linux/spawn/child.ts';
import { startQuickly } from '../../../linux/spawn/same-cpu.ts';
import { ProgramImage } from '../../../linux/spawn/posix-spawn.ts';
import type { Launch, SpawnBackend } from './backend.ts';
import { commandOf } from './command.ts';
import { withUmask } from './umask.ts';

const images = new WeakMap<Launch, ProgramImage>();

/**
 * Starts scripts by posix_spawn and reaps them itself: a tenth of child_process's time, and the same in a big daemon.
 * Source: checks.md 1.5, platform.md 6.1.
 */
export const directBackend: SpawnBackend = {
  name: 'direct',
  spawn({ launch, mark, stdout, stderr }, child) {
    const image = imageOf(launch);
    const variable = `${mark.name}=${mark.value}`;
    const started = withUmask(launch.umask, () =>
      startQuickly(() => {
        const result = image.start({ variable, stdout, stderr });
        return { pid: result.ok ? result.value : undefined, result };
      }),
    );
    if (started.ok) {
      watchChild(started.value, child);
      return { pid: started.value };
    }
    queueMicrotask(() => child.ended({ type: 'notStarted', errno: started.error.errno }));
    return { pid: undefined };
  },
};

function imageOf(launch: Launch): ProgramImage {
  const known = images.get(launch);
  if (known !== undefined) return known;
  const { environment, cwd } = launch;
  const image = new ProgramImage({ argv: commandOf(launch), environment, cwd });
  images.set(launch, image);
  return image;
}
