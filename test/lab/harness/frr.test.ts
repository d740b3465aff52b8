import { expect, test } from 'vitest';
import { configureFrr, startFrr } from '../../../src/lab/frr/frr.ts';
import { labFor } from '../../support/lab.ts';

const VIP = '10.77.0.50';
const LIMIT_MS = 20_000;
const ROUTER = { vips: [VIP], version: 3, advertIntervalS: 0.3 } as const;

test.concurrent('two FRR routers elect, follow a priority, and hand over on stop and death', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'frr');
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const observer = await lab.observe(VIP);
  const one = await startFrr(web1, { ...ROUTER, priority: 150 });
  await observer.waitUntilHolder('web1', LIMIT_MS);
  await observer.waitUntilAnswers('web1', LIMIT_MS);
  const two = await startFrr(web2, { ...ROUTER, priority: 100 });
  await two.waitForLog(/Initialize -> Backup/, LIMIT_MS);

  await configureFrr(web1, ['vrrp 51 priority 90']);
  await observer.waitUntilHolder('web2', LIMIT_MS);
  await observer.waitUntilAnswers('web2', LIMIT_MS);
  await configureFrr(web1, ['vrrp 51 priority 150']);
  await observer.waitUntilHolder('web1', LIMIT_MS);
  await one.stop();
  await observer.waitUntilHolder('web2', LIMIT_MS);
  await startFrr(web1, { ...ROUTER, priority: 150 });
  await observer.waitUntilHolder('web1', LIMIT_MS);
  await two.kill();
  expect(observer.holders).toEqual(['web1']);
});
