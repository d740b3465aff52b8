import { manyInstancesText, segmentsFor } from '../../src/lab/adverts/instances.ts';
import { AdvertCapture, type SeenAdvert } from '../../src/lab/adverts/wire.ts';
import type { Host } from '../../src/lab/host.ts';
import type { HostProcess } from '../../src/lab/host-process.ts';
import { startKeepalived } from '../../src/lab/keepalived.ts';
import { type Lab, openLab } from '../../src/lab/lab.ts';
import { until } from '../../src/lab/until.ts';
import { startVipward } from '../../src/lab/vipward.ts';

export const SOFTWARE = ['keepalived', 'vipward'] as const;
export type Software = (typeof SOFTWARE)[number];

export interface Load {
  readonly instances: number;
  readonly advertIntervalS: number;
}

export const FAST: Load = { instances: 250, advertIntervalS: 0.1 };
export const MANY: Load = { instances: 1000, advertIntervalS: 1 };

const START_LIMIT_MS = 60_000;
const HIGH = 200;
const LOW = 100;

/** `web1` runs what is measured; as a backup it hears keepalived on `web2`, whatever it is itself. */
export async function subjectIn(
  role: 'master' | 'backup',
  software: Software,
  load: Load,
): Promise<{ readonly lab: Lab; readonly daemon: HostProcess }> {
  const lab = await openLab({ nodes: ['web1', 'web2'], segments: segmentsFor(load.instances) });
  try {
    if (role === 'backup') await masters(lab.node('web2'), 'keepalived', load, HIGH);
    const [web1, priority] = [lab.node('web1'), LOW];
    const daemon =
      role === 'master' ? await masters(web1, software, load, priority) : await backups(web1, software, load);
    return { lab, daemon };
  } catch (error) {
    await lab.close();
    throw error;
  }
}

function start(host: Host, software: Software, load: Load, priority: number): Promise<HostProcess> {
  const text = manyInstancesText({ count: load.instances, advertIntervalS: load.advertIntervalS, priority });
  return software === 'keepalived' ? startKeepalived(host, text) : Promise.resolve(startVipward(host, text));
}

/** Resolves when every instance has become master. */
async function masters(host: Host, software: Software, load: Load, priority: number): Promise<HostProcess> {
  const daemon = await start(host, software, load, priority);
  await everyInstance(daemon, /\(VI_(\d+)\) Entering MASTER STATE/, load);
  return daemon;
}

async function backups(host: Host, software: Software, load: Load): Promise<HostProcess> {
  const daemon = await start(host, software, load, LOW);
  await everyInstance(daemon, /\(VI_(\d+)\) Entering BACKUP STATE/, load);
  return daemon;
}

async function everyInstance(daemon: HostProcess, entered: RegExp, { instances }: Load): Promise<void> {
  const found = (): Set<string> => new Set(daemon.logLines().flatMap(({ text }) => entered.exec(text)?.[1] ?? []));
  const missing = (): string => `${entered} of every instance; there are ${found().size} of ${instances}`;
  await until(missing, START_LIMIT_MS, () => found().size === instances);
}

/** What the client hears while `during` runs. */
export async function heard(lab: Lab, during: () => Promise<void>): Promise<readonly SeenAdvert[]> {
  const capture = await AdvertCapture.start(lab.client);
  await during();
  return capture.stop();
}
