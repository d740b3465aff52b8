import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pairConfigText } from '../../src/lab/pair-config.ts';
import { startVipward } from '../../src/lab/vipward.ts';
import { startWebServer } from '../../src/lab/web-server.ts';
import { labFor } from '../support/lab.ts';
import { waitForStatus } from '../support/lab-status.ts';

const LIMIT_MS = 20_000;
const VIP = '10.77.0.50';

test('nginx dies: its node goes to FAULT, the VIP moves, clients go on; nginx returns and so does the VIP', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'nginx', 'curl');
  const observer = await lab.observe(VIP);
  const check = { script: '/usr/bin/curl -fsS -m 1 -o /dev/null http://127.0.0.1/' };
  const servers = await Promise.all(['web1', 'web2'].map((name) => startWebServer(lab.node(name), name, 'nginx')));
  for (const [name, peer, priority] of [['web1', 'web2', 150] as const, ['web2', 'web1', 100] as const]) {
    const addresses = { vip: VIP, address: lab.node(name).address, peer: lab.node(peer).address };
    startVipward(lab.node(name), pairConfigText({ ...addresses, priority, check }));
    // One after the other, or the second may be the first to serve.
    await observer.waitUntilHolder('web1', LIMIT_MS);
  }
  await observer.waitUntilPage('200 web1', LIMIT_MS);
  await waitForStatus(lab.node('web2'), LIMIT_MS, ({ instances }) => instances[0]?.state === 'backup');

  await servers[0]?.process.kill();
  await observer.waitUntilPage('200 web2', LIMIT_MS);
  const inFault = await waitForStatus(lab.node('web1'), LIMIT_MS, ({ instances }) => instances[0]?.state === 'fault');
  expect(inFault.instances[0]?.causeText).toMatch(/service/);
  expect(inFault.checks[0]).toMatchObject({ health: 'down', blame: 'service' });

  await startWebServer(lab.node('web1'), 'web1', 'nginx');
  await observer.waitUntilPage('200 web1', LIMIT_MS);
  // A page may come before the first datagram has been answered: the two are watched apart.
  await observer.waitUntilAnswers('web1', LIMIT_MS);
  const { overlaps, answers } = await observer.report();
  // A preempting node sets the address with its first advert; the other has it until it has read that.
  expect(overlaps.filter(({ fromUs, toUs }) => toUs - fromUs > 50_000)).toEqual([]);
  expect(answers.map(({ outcome }) => outcome).filter((host) => host !== 'nobody')).toEqual(['web1', 'web2', 'web1']);
});

test('the configuration of a typical web page runs unchanged, and its weight of -20 moves the VIP', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'], subnet: '192.168.1' }, 'nginx', 'killall');
  const observer = await lab.observe('192.168.1.100');
  const servers = await Promise.all(['web1', 'web2'].map((name) => startWebServer(lab.node(name), name, 'nginx')));
  startVipward(lab.node('web1'), readFileSync('examples/webpage/master.conf', 'utf8'));
  startVipward(lab.node('web2'), readFileSync('examples/webpage/backup.conf', 'utf8'));
  await observer.waitUntilPage('200 web1', LIMIT_MS);
  await servers[0]?.process.kill();
  await observer.waitUntilPage('200 web2', LIMIT_MS);
  const status = await waitForStatus(lab.node('web1'), LIMIT_MS, ({ instances }) => instances[0]?.state === 'backup');
  expect(status.instances[0]?.effectivePriority).toBe(80);
  expect(status.instances[0]?.sum).toMatch(/base 100, chk_nginx down -20 .*= 80/);
});
