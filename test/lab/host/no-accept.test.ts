import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import type { Host } from '../../../src/lab/host.ts';
import type { HostProcess } from '../../../src/lab/host-process.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import { sendSignal } from '../../../src/lab/process-tree.ts';
import { until } from '../../../src/lab/until.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { labFor } from '../../support/lab.ts';
import { reloadOf, statusOf, waitForStatus } from '../../support/lab-status.ts';

const LIMIT_MS = 30_000;
const VIP = '10.77.0.50';
const VIP_6 = 'fd00:77::50';

const instance = (name: string, lines: readonly string[], priority: number): string =>
  [
    `vrrp_instance ${name} {`,
    'interface eth0',
    'virtual_router_id 51',
    'version 3',
    'advert_int 0.2',
    `priority ${priority}`,
    ...lines,
    '}\n',
  ].join('\n');

/** One instance a family, the first by unicast between the nodes. */
const configOf = (priority: number, peer: Host, word = 'no_accept'): string =>
  instance('VI_4', [word, `unicast_peer {\n${peer.address}\n}`, `virtual_ipaddress {\n${VIP}\n}`], priority) +
  instance('VI_6', [word, `virtual_ipaddress {\nfe80::77:50\n${VIP_6}/64\n}`], priority);

const areIn = (host: Host, state: string): Promise<unknown> =>
  waitForStatus(
    host,
    LIMIT_MS,
    ({ instances }) => instances.length === 2 && instances.every((one) => one.state === state),
  );

const answers = async (client: Host, address: string): Promise<'answers' | 'silent'> =>
  (await client.run(['ping', '-c', '1', '-W', '1', address])).code === 0 ? 'answers' : 'silent';

/** The MAC that a client has found out for an address. */
const macOf = async (client: Host, address: string): Promise<string> =>
  /lladdr (\S+)/.exec((await client.run(['ip', 'neigh', 'show', 'to', address])).output)?.[1] ?? 'none';

const filterOf = async (host: Host): Promise<string> => (await host.run(['nft', 'list', 'ruleset'])).output;

async function openPair(
  context: TestContext,
): Promise<{ readonly lab: Lab; readonly web1: Host; readonly web2: Host; readonly daemon: HostProcess }> {
  const lab = await labFor(context, { nodes: ['web1', 'web2'], families: 'both' }, 'nft', 'ping');
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const daemon = startVipward(web1, configOf(150, web2));
  await areIn(web1, 'master');
  return { lab, web1, web2, daemon };
}

test.concurrent(
  'packets to the VIPs are dropped, those to the host and neighbour discovery are not',
  async (context) => {
    const { lab, web1, web2, daemon } = await openPair(context);
    const second = startVipward(web2, configOf(100, web1));
    await areIn(web2, 'backup');
    for (const address of [VIP, VIP_6]) {
      expect(await answers(lab.client, address)).toBe('silent');
      expect(await answers(web1, address)).toBe('silent');
      expect(await macOf(lab.client, address)).toMatch(/^[\da-f:]{17}$/);
    }
    expect(await answers(lab.client, web1.address)).toBe('answers');
    expect(await answers(lab.client, web1.address6)).toBe('answers');
    // adverts of both kinds come through all the while
    const { instances } = await statusOf(web2);
    expect(instances.map(({ state }) => state)).toEqual(['backup', 'backup']);
    await daemon.stop();
    expect(await filterOf(web1)).toBe('');
    await areIn(web2, 'master');
    expect(await answers(lab.client, VIP)).toBe('silent');
    await second.stop();
  },
);

test.concurrent('a reload opens the VIPs, and another closes them, without a transition', async (context) => {
  const { lab, web1, web2 } = await openPair(context);
  const before = await statusOf(web1);
  const reload = async (word: string): Promise<unknown> => {
    writeFileSync(join(web1.directory, 'vipward.conf'), configOf(150, web2, word));
    return reloadOf(web1);
  };
  expect(await reload('accept')).toMatchObject({ outcome: 'applied' });
  await until('the VIP to answer', LIMIT_MS, async () => (await answers(lab.client, VIP_6)) === 'answers');
  expect(await answers(lab.client, VIP)).toBe('answers');
  expect(await filterOf(web1)).toBe('');
  await reload('no_accept');
  await until('the filter', LIMIT_MS, async () => (await filterOf(web1)).includes(VIP_6));
  expect(await answers(lab.client, VIP)).toBe('silent');
  const after = await statusOf(web1);
  expect(after.instances.map(({ sinceMs }) => sinceMs)).toEqual(before.instances.map(({ sinceMs }) => sinceMs));
});

test.concurrent(
  'a flushed packet filter is set again; whichever process dies, the VIPs stay closed',
  async (context) => {
    const { lab, web1, daemon } = await openPair(context);
    await web1.run(['nft', 'flush', 'ruleset']);
    await until('the filter', LIMIT_MS, async () => (await filterOf(web1)).includes(VIP));
    sendSignal(daemon.tree()[1] ?? 0, 'SIGKILL');
    await daemon.waitForLog(/the dataplane was ended by SIGKILL/, LIMIT_MS);
    expect(await filterOf(web1)).toContain(VIP);
    await areIn(web1, 'master');
    expect(await answers(lab.client, VIP)).toBe('silent');
    await daemon.stop();
    expect(await filterOf(web1)).toBe('');
  },
);

test.concurrent(
  'what was left when both processes were killed goes with the next start that does not want it',
  async (context) => {
    const { lab, web1, web2, daemon } = await openPair(context);
    await daemon.kill();
    expect(await filterOf(web1)).toContain(VIP);
    await web1.run(['nft', 'add', 'table', 'inet', 'other']);
    startVipward(web1, configOf(150, web2, 'accept'));
    await until('the VIP to answer', LIMIT_MS, async () => (await answers(lab.client, VIP)) === 'answers');
    expect((await filterOf(web1)).trim()).toMatch(/^table inet other \{\s*\}$/);
  },
);
