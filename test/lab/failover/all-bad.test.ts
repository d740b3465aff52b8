import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../../../src/lab/host.ts';
import { startKeepalived } from '../../../src/lab/keepalived.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import { NOBODY } from '../../../src/lab/observer/runs.ts';
import { pairConfigText } from '../../../src/lab/pair-config.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { labFor } from '../../support/lab.ts';
import { waitForStatus } from '../../support/lab-status.ts';

/** Generous: the slowest thing here is a last resort, two master-down intervals of 3.6 s. */
const LIMIT_MS = 30_000;
const VIP = '10.77.0.50';
/** From the advert of a successor until the kernel of the other node has let the address go. */
const EXCHANGE_US = 300_000;

/** A few datagrams may fall between two nodes; a skew time is 0.6 s. */
const MISSED_US = 300_000;

const downFile = (host: Host): string => join(host.directory, 'down');
const notifyLog = (host: Host): string => join(host.directory, 'notify.log');
const breakCheck = (host: Host): void => writeFileSync(downFile(host), '');
const healCheck = (host: Host): void => rmSync(downFile(host));

/** A check of weight 0 that fails while a file is there. */
function configOf(lab: Lab, name: 'web1' | 'web2', more: readonly string[]): string {
  const [host, peer] = [lab.node(name), lab.node(name === 'web1' ? 'web2' : 'web1')];
  const check = { script: `/usr/bin/test ! -e ${downFile(host)}` };
  const priority = name === 'web1' ? 150 : 100;
  return pairConfigText({ vip: VIP, address: host.address, peer: peer.address, priority, check, more });
}

test('TR-19 TR-20 TR-22 two nodes with all_bad keep: the VIP stays, moves to who heals, and outlives its holder', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] });
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const observer = await lab.observe(VIP);
  const tell = (host: Host): string => `notify "/bin/sh -c 'echo $2 $3 $VIPWARD_CAUSE >>${notifyLog(host)}'"`;
  const one = startVipward(web1, configOf(lab, 'web1', ['all_bad keep', tell(web1)]));
  // One after the other: whoever is up first is master until the better one preempts, which is another story.
  await observer.waitUntilHolder('web1', LIMIT_MS);
  const two = startVipward(web2, configOf(lab, 'web2', ['all_bad keep']));
  await observer.waitUntilAnswers('web1', LIMIT_MS);

  await waitForStatus(web2, LIMIT_MS, ({ instances }) => instances[0]?.state === 'backup');
  breakCheck(web2);
  await waitForStatus(web2, LIMIT_MS, ({ instances }) => instances[0]?.failing === 'reserve');
  breakCheck(web1);
  await waitForStatus(web1, LIMIT_MS, ({ instances }) => instances[0]?.failing === 'keeping');
  expect(one.log()).toMatch(/offering the address to a healthy node.*check service is down/);
  expect(one.log()).toMatch(/keeping the address with priority 1/);
  expect(observer.holders).toEqual(['web1']);

  healCheck(web2);
  await observer.waitUntilHolder('web2', LIMIT_MS);
  await one.waitForLog(
    /Reason: 10\.77\.0\.2 \(priority 100\) serves the address now; here check service is down/,
    LIMIT_MS,
  );
  await observer.waitUntilAnswers('web2', LIMIT_MS);
  const { answers, overlaps, gaps } = await observer.report();
  const served = answers.slice(answers.findIndex(({ outcome }) => outcome === 'web1'));
  const longest = served.filter(({ outcome, fromUs, toUs }) => outcome !== NOBODY || toUs - fromUs > MISSED_US);
  expect(longest.map(({ outcome }) => outcome)).toEqual(['web1', 'web2']);
  expect(overlaps.filter(({ fromUs, toUs }) => toUs - fromUs > EXCHANGE_US)).toEqual([]);
  expect(gaps.filter(({ fromUs, toUs }) => toUs - fromUs > MISSED_US)).toEqual([]);

  breakCheck(web2);
  await waitForStatus(web2, LIMIT_MS, ({ instances }) => instances[0]?.failing === 'keeping');
  lab.link('web2').cut();
  await observer.waitUntilHolder('web1', LIMIT_MS);
  await one.waitForLog(
    /Reason: the last resort: no advert from 10\.77\.0\.2 for .* although check service is down/,
    LIMIT_MS,
  );
  lab.link('web2').restore();
  await waitForStatus(web2, LIMIT_MS, ({ instances }) => instances[0]?.failing === 'reserve');
  expect(observer.holders).toEqual(['web1']);
  await Promise.all([one.stop(), two.stop()]);
  const told = readFileSync(notifyLog(web1), 'utf8').trim().split('\n');
  expect(told).toEqual([
    'BACKUP 150 started',
    'MASTER 150 masterSilent',
    'FAULT 150 relieved',
    'MASTER 1 lastResort',
    'STOP 150 shutdown',
  ]);
});

test('TR-22 with a keepalived that preempts nobody: it takes an offer, is replaced when it fails, and takes the next one', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'keepalived');
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const observer = await lab.observe(VIP);
  const ours = startVipward(web1, configOf(lab, 'web1', ['all_bad keep']));
  await observer.waitUntilHolder('web1', LIMIT_MS);
  const theirs = await startKeepalived(web2, configOf(lab, 'web2', ['nopreempt']));
  await theirs.waitForLog(/Entering BACKUP STATE/, LIMIT_MS);
  await theirs.waitForLog(/VRRP_Script\(service\) succeeded/, LIMIT_MS);

  breakCheck(web1);
  await observer.waitUntilHolder('web2', LIMIT_MS);
  await waitForStatus(web1, LIMIT_MS, ({ instances }) => instances[0]?.failing === 'reserve');
  breakCheck(web2);
  await observer.waitUntilHolder('web1', LIMIT_MS);
  await waitForStatus(web1, LIMIT_MS, ({ instances }) => instances[0]?.failing === 'keeping');
  healCheck(web2);
  await observer.waitUntilHolder('web2', LIMIT_MS);
  healCheck(web1);
  await observer.waitUntilHolder('web1', LIMIT_MS);

  const { overlaps } = await observer.report();
  expect(overlaps.filter(({ fromUs, toUs }) => toUs - fromUs > EXCHANGE_US)).toEqual([]);
  await Promise.all([ours.stop(), theirs.stop()]);
  expect(theirs.log()).not.toMatch(/bogus|invalid|mismatch|incorrect/);
});
