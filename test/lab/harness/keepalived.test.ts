import { describe, expect, test } from 'vitest';
import { startKeepalived } from '../../../src/lab/keepalived.ts';
import { answerWorks, outages, pageWorks } from '../../../src/lab/observer/runs.ts';
import { pairConfigText } from '../../../src/lab/pair-config.ts';
import { startWebServer } from '../../../src/lab/web-server.ts';
import { monotonicUs } from '../../../src/linux/clock.ts';
import { labFor } from '../../support/lab.ts';

const VIP = '10.77.0.50';
const LIMIT_MS = 20_000;
const ADVERT_INTERVAL_S = 0.25;
/** For priority 100, RFC 9568 §6.1: the skew time, after priority 0; and three intervals more, after silence. */
const SKEW_MS = (156 / 256) * ADVERT_INTERVAL_S * 1000;
const MASTER_DOWN_MS = 3 * ADVERT_INTERVAL_S * 1000 + SKEW_MS;

/** Two nodes with nginx and keepalived, of which web1 is master, seen by an observer. */
async function openPair(context: Parameters<typeof labFor>[0]) {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'keepalived', 'nginx', 'killall');
  const observer = await lab.observe(VIP);
  const check = { script: '/usr/bin/killall -0 nginx' };
  const start = async (name: string, peer: string, priority: number) => {
    const node = lab.node(name);
    const addresses = { vip: VIP, address: node.address, peer: lab.node(peer).address };
    const timing = { version: 3, advertIntervalS: ADVERT_INTERVAL_S } as const;
    const server = await startWebServer(node, name, 'nginx');
    return {
      server,
      daemon: await startKeepalived(node, pairConfigText({ ...addresses, ...timing, priority, check })),
    };
  };
  const [web1, web2] = [await start('web1', 'web2', 150), await start('web2', 'web1', 100)];
  await observer.waitUntilPage('200 web1', LIMIT_MS);
  return { lab, observer, web1, web2 };
}

describe('a pair of keepalived in the lab', () => {
  test('fails over when nginx dies, and the observer measures what the client notices', async (context) => {
    const { lab, observer, web1 } = await openPair(context);
    await web1.server.process.kill();
    await observer.waitUntilPage('200 web2', LIMIT_MS);
    const report = await observer.report();

    expect(report.gaps).toHaveLength(1);
    const [silentMs, withoutPageMs] = [outages(report.answers, answerWorks), outages(report.http, pageWorks)].map(
      (found) => found.reduce((sumMs, { fromUs, toUs }) => sumMs + (toUs - fromUs) / 1000, 0),
    );
    // FAULT says priority 0, after which the backup waits its skew time only; the check runs each second
    expect(silentMs).toSatisfy((tookMs: number) => tookMs > SKEW_MS - 50 && tookMs < SKEW_MS + 500);
    expect(withoutPageMs).toSatisfy((tookMs: number) => tookMs > SKEW_MS && tookMs < SKEW_MS + 2500);
    expect(report.overlaps).toEqual([]);
    await startWebServer(lab.node('web1'), 'web1', 'nginx');
    await observer.waitUntilPage('200 web1', LIMIT_MS);
  });

  test('leaves the address with two holders when the master is frozen, until it is thawed', async (context) => {
    const { observer, web1 } = await openPair(context);
    const frozenUs = monotonicUs();
    web1.daemon.freeze();
    await expect.poll(() => observer.holders, { timeout: LIMIT_MS }).toEqual(['web1', 'web2']);
    const takeoverMs = (monotonicUs() - frozenUs) / 1000;
    expect(takeoverMs).toBeGreaterThan(MASTER_DOWN_MS - ADVERT_INTERVAL_S * 1000 - 50);
    expect(takeoverMs).toBeLessThan(MASTER_DOWN_MS + 500);
    web1.daemon.thaw();
    await observer.waitUntilHolder('web1', LIMIT_MS);
    const { overlaps } = await observer.report();
    expect(overlaps.map(({ hosts }) => hosts)).toContainEqual(['web1', 'web2']);
  });

  test('moves the address when the cable of the master is cut, and back when it is restored', async (context) => {
    const { lab, observer, web1 } = await openPair(context);
    lab.link('web1').cut();
    await web1.daemon.waitForLog(/Entering FAULT STATE/, LIMIT_MS);
    await observer.waitUntilPage('200 web2', LIMIT_MS);
    lab.link('web1').restore();
    await observer.waitUntilPage('200 web1', LIMIT_MS);
  });

  test('moves the address when the master and its children are killed', async (context) => {
    const { observer, web1 } = await openPair(context);
    const members = web1.daemon.tree();
    expect(members.length).toBeGreaterThanOrEqual(2);
    await web1.daemon.kill();
    await observer.waitUntilAnswers('web2', LIMIT_MS);
    expect(observer.holders).toEqual(['web1', 'web2']); // nobody is left to remove it
  });
});
