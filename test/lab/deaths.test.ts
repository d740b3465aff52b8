import { readFileSync } from 'node:fs';
import { describe, expect, test, type TestContext } from 'vitest';
import type { Lab } from '../../src/lab/lab.ts';
import type { Observer } from '../../src/lab/observer/observer.ts';
import { type PairConfig, pairConfigText } from '../../src/lab/pair-config.ts';
import { isAlive, sendSignal } from '../../src/lab/process-tree.ts';
import { until } from '../../src/lab/until.ts';
import { startVipward } from '../../src/lab/vipward.ts';
import type { HostProcess } from '../../src/lab/host-process.ts';
import { labFor } from '../support/lab.ts';
import { waitForStatus } from '../support/lab-status.ts';

const LIMIT_MS = 20_000;
const VIP = '10.77.0.50';
const SECOND_US = 1_000_000;

interface Pair {
  readonly lab: Lab;
  readonly observer: Observer;
  readonly web1: HostProcess;
  readonly web2: HostProcess;
}

function startNode(lab: Lab, name: 'web1' | 'web2', priority: number, changes: Partial<PairConfig> = {}): HostProcess {
  const [host, peer] = [lab.node(name), lab.node(name === 'web1' ? 'web2' : 'web1')];
  const text = pairConfigText({ vip: VIP, address: host.address, peer: peer.address, priority, ...changes });
  return startVipward(host, text);
}

async function openPair(context: TestContext): Promise<Pair> {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] });
  const observer = await lab.observe(VIP);
  const [web1, web2] = [startNode(lab, 'web1', 150), startNode(lab, 'web2', 100)];
  await observer.waitUntilHolder('web1', LIMIT_MS);
  return { lab, observer, web1, web2 };
}

async function dataplaneOf(lab: Lab, name: string, daemon: HostProcess): Promise<number> {
  await waitForStatus(lab.node(name), LIMIT_MS, ({ dataplane }) => dataplane.state === 'running');
  const dataplane = daemon.tree().find((pid) => pid !== daemon.pid);
  if (dataplane === undefined) throw new Error(`${name} has no second process: ${daemon.tree().join()}`);
  return dataplane;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // gone meanwhile
  }
}

/** No moment with two holders longer than a second. */
async function expectOneHolder(observer: Observer): Promise<void> {
  const { overlaps } = await observer.report();
  expect(overlaps.filter(({ fromUs, toUs }) => toUs - fromUs > SECOND_US)).toEqual([]);
}

describe('either process survives the other', () => {
  test.concurrent('main is killed: the dataplane hands over, removes the VIP and leaves', async (context) => {
    const { lab, observer, web1 } = await openPair(context);
    const dataplane = await dataplaneOf(lab, 'web1', web1);
    sendSignal(web1.pid, 'SIGKILL');
    await observer.waitUntilHolder('web2', LIMIT_MS);
    await until('the dataplane to leave', LIMIT_MS, () => !isAlive(dataplane));
    await expectOneHolder(observer);
  });

  test.concurrent('RC-63 main is killed: a check that runs is gone with it', async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    const host = lab.node('web1');
    const script = host.writeFile('hang.sh', '#!/bin/sh\nsleep 301 &\nwait\n', 0o755);
    const check = { script, intervalS: 300 };
    const text = pairConfigText({ vip: VIP, address: host.address, peer: '', priority: 150, check });
    const daemon = startVipward(host, text);
    const running = (): readonly number[] => daemon.tree().filter((pid) => commandOf(pid).includes('sleep 301'));
    await until('the check to run', LIMIT_MS, () => running().length > 0);
    const members = daemon.tree().filter((pid) => pid !== daemon.pid);
    sendSignal(daemon.pid, 'SIGKILL');
    await until(
      () =>
        `the end of ${members
          .filter(isAlive)
          .map((pid) => `${pid} ${commandOf(pid)}`)
          .join('; ')}`,
      LIMIT_MS,
      () => !members.some(isAlive),
    );
  });

  test.concurrent('the dataplane is killed: main gives the VIP up at once and starts another', async (context) => {
    const { lab, observer, web1 } = await openPair(context);
    const dataplane = await dataplaneOf(lab, 'web1', web1);
    sendSignal(dataplane, 'SIGKILL');
    await observer.waitUntilHolder('web2', LIMIT_MS);
    await observer.waitUntilHolder('web1', LIMIT_MS);
    expect(web1.log()).toMatch(/left mastership and removed the VIPs in place of the dataplane: VI_1/);
    await expectOneHolder(observer);
  });

  test.concurrent('main gives the VIP up in the checksum that the peers speak', async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] });
    const observer = await lab.observe(VIP);
    startNode(lab, 'web2', 100, { version: 3, more: ['v3_checksum rfc9568'] });
    await observer.waitUntilHolder('web2', LIMIT_MS);
    const web1 = startNode(lab, 'web1', 150, { version: 3, more: ['v3_checksum auto'] });
    await observer.waitUntilHolder('web1', LIMIT_MS);
    sendSignal(await dataplaneOf(lab, 'web1', web1), 'SIGKILL');
    const { instances } = await waitForStatus(
      lab.node('web2'),
      LIMIT_MS,
      ({ instances: [web2] }) => web2?.state === 'master',
    );
    expect(instances[0]?.counters).toMatchObject({ priority_zero_received: 1 });
    await expectOneHolder(observer);
  });

  test.concurrent('main is stopped: the dataplane hands over; main resumes and starts another', async (context) => {
    const { lab, observer, web1 } = await openPair(context);
    await dataplaneOf(lab, 'web1', web1);
    sendSignal(web1.pid, 'SIGSTOP');
    await observer.waitUntilHolder('web2', LIMIT_MS);
    sendSignal(web1.pid, 'SIGCONT');
    await observer.waitUntilHolder('web1', LIMIT_MS);
    await expectOneHolder(observer);
  });

  test.concurrent(
    'the dataplane is stopped: main ends it and gives the VIP up before the peer takes over',
    async (context) => {
      const { lab, observer, web1 } = await openPair(context);
      sendSignal(await dataplaneOf(lab, 'web1', web1), 'SIGSTOP');
      await observer.waitUntilHolder('web2', LIMIT_MS);
      expect(web1.log()).toMatch(/was ended by SIGKILL/);
      await expectOneHolder(observer);
    },
  );

  test.concurrent(
    'EX-01 SIGTERM ends both processes, with one priority-0 advert and without the VIP',
    async (context) => {
      const { observer, web1 } = await openPair(context);
      const tree = web1.tree();
      expect(tree).toHaveLength(2);
      const exit = await web1.stop('SIGTERM');
      expect(exit.code).toBe(0);
      expect(tree.filter(isAlive)).toEqual([]);
      expect(web1.log().match(/sent 0 priority/g)).toHaveLength(1);
      expect(observer.holders).not.toContain('web1');
      await observer.waitUntilHolder('web2', LIMIT_MS);
    },
  );
});
