import { occupyAllCores } from '../../src/lab/adverts/busy.ts';
import { manyInstancesText } from '../../src/lab/adverts/instances.ts';
import { AdvertCapture, takeovers } from '../../src/lab/adverts/wire.ts';
import { openLab } from '../../src/lab/lab.ts';
import { until } from '../../src/lab/until.ts';
import { startVipward } from '../../src/lab/vipward.ts';
import { pause } from '../checks/pause.ts';

const LIMIT_MS = 30_000;
const COUNT = 20;
const ADVERT_INTERVAL_S = 0.1;

/** Whether a backup takes over from a master that lives, both with a busy neighbour on every core. */
export async function advertsTakeovers({ seconds }: { readonly seconds: number }): Promise<void> {
  await using lab = await openLab({ nodes: ['web1', 'web2'] });
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const text = (priority: number): string =>
    manyInstancesText({ count: COUNT, priority, advertIntervalS: ADVERT_INTERVAL_S });
  const master = startVipward(web1, text(200));
  const masters = (): number => master.logLines().filter(({ text: line }) => line.includes('Entering MASTER')).length;
  await until('all masters', LIMIT_MS, () => masters() === COUNT);
  const backup = startVipward(web2, text(100));
  await backup.waitForLog(new RegExp(`\\(VI_${COUNT}\\) Entering BACKUP STATE`), LIMIT_MS);
  const capture = await AdvertCapture.start(lab.client);
  const busy = occupyAllCores();
  await pause(seconds * 1000);
  for (const child of busy) child.kill('SIGKILL');
  const adverts = await capture.stop();
  const found = takeovers(adverts, { master: web1.address, backup: web2.address });
  console.log(`${adverts.length} adverts of ${COUNT} instances at ${ADVERT_INTERVAL_S} s in ${seconds} s under load:`);
  console.log(`${found.length} takeovers`);
  for (const { vrid, silentUs } of found) console.log(`VRID ${vrid}: the master was silent for ${silentUs / 1000} ms`);
}
