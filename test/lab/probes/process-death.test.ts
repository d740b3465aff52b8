import { expect, test } from 'vitest';
import { pairConfigText } from '../../../src/lab/pair-config.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { startWebServer } from '../../../src/lab/web-server.ts';
import { monotonicUs } from '../../../src/linux/clock.ts';
import { labFor } from '../../support/lab.ts';
import { waitForStatus } from '../../support/lab-status.ts';

const LIMIT_MS = 20_000;
const VIP = '10.77.0.50';

/** Its grid is of no help within the limits of this test: only the event can move the VIP in time. */
const checkText = (pidFile: string): string => `
check nginx {
    interval 60
    timeout 1
    fall 3
    process {
        pidfile ${pidFile}
        name nginx
        children 1
    }
}
`;

test('NP-03 nginx killed with -9 under a process watch: the peer serves the VIP without waiting for the grid', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'nginx');
  const observer = await lab.observe(VIP);
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const [nginx, other] = await Promise.all([
    startWebServer(web1, 'web1', 'nginx'),
    startWebServer(web2, 'web2', 'nginx'),
  ]);
  const more = ['track_check {', '    nginx', '}'];
  const textFor = (pidFile: string, address: string, priority: number): string =>
    checkText(pidFile) + pairConfigText({ vip: VIP, address, peer: '', priority, more });
  const daemon = startVipward(web1, textFor(nginx.pidFile, web1.address, 150));
  // One after the other, or the second may be the first to serve.
  await observer.waitUntilHolder('web1', LIMIT_MS);
  startVipward(web2, textFor(other.pidFile, web2.address, 100));
  await waitForStatus(web2, LIMIT_MS, ({ instances }) => instances[0]?.state === 'backup');
  await observer.waitUntilPage('200 web1', LIMIT_MS);
  await observer.waitUntilAnswers('web1', LIMIT_MS);

  const killedUs = monotonicUs();
  await nginx.process.kill();
  await daemon.waitForLog(/Entering FAULT STATE/, LIMIT_MS);
  const seenUs = daemon.logLines().find(({ text }) => text.includes('Entering FAULT STATE'))?.atUs ?? Infinity;
  await observer.waitUntilAnswers('web2', LIMIT_MS);
  await observer.waitUntilPage('200 web2', LIMIT_MS);
  const status = await waitForStatus(web1, LIMIT_MS, ({ instances }) => instances[0]?.state === 'fault');
  expect(status.checks[0]).toMatchObject({ health: 'down', blame: 'service' });
  expect(status.checks[0]?.reason).toMatch(/^process \d+ of .*web\.pid (?:is gone|\(nginx\) has ended)/);
  const { answers, overlaps } = await observer.report();
  const servedUs = answers.find(({ outcome, fromUs }) => outcome === 'web2' && fromUs > killedUs)?.fromUs ?? Infinity;
  const figures = `FAULT after ${(seenUs - killedUs) / 1000} ms, served by web2 after ${(servedUs - killedUs) / 1000} ms`;
  expect(seenUs - killedUs, figures).toBeLessThan(5_000_000);
  expect(servedUs - killedUs, figures).toBeLessThan(10_000_000);
  expect(overlaps).toEqual([]);
});
