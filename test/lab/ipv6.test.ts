import { expect, test } from 'vitest';
import type { Host } from '../../src/lab/host.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { startVipward } from '../../src/lab/vipward.ts';
import { startWebServer } from '../../src/lab/web-server.ts';
import { sendSignal } from '../../src/lab/process-tree.ts';
import { labFor } from '../support/lab.ts';
import { waitForStatus } from '../support/lab-status.ts';

const LIMIT_MS = 30_000;
const VIP = 'fd00:77::50';
const VIP_4 = '10.77.0.50';

interface Node {
  readonly host: Host;
  readonly peer: Host;
  readonly priority: number;
}

const nodesOf = (lab: Lab): readonly [Node, Node] => {
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  return [
    { host: web1, peer: web2, priority: 150 },
    { host: web2, peer: web1, priority: 100 },
  ];
};

const instance = (name: string, priority: number, lines: readonly string[]): string =>
  [
    `vrrp_instance ${name} {`,
    'state BACKUP',
    'interface eth0',
    'virtual_router_id 51',
    `priority ${priority}`,
    'advert_int 1',
    ...lines,
    '}\n',
  ].join('\n');

/** Both families with one VRID on one interface. */
const bothFamilies = ({ priority }: Node): string =>
  [
    instance('VI_4', priority, ['version 3', `virtual_ipaddress {\n${VIP_4}/24\n}`]),
    instance('VI_6', priority, [`virtual_ipaddress {\nfe80::77:50\n${VIP}\n}`]),
  ].join('\n');

/** Peers known by their global addresses, none but them heard, and nothing said of the source. */
const unicast = ({ priority, peer }: Node): string =>
  instance('VI_6', priority, [
    'check_unicast_src',
    `unicast_peer {\n${peer.address6}\n}`,
    `virtual_ipaddress {\n${VIP}/64\n}`,
  ]);

/** The address that the kernel gave to eth0. */
async function linkLocal(host: Host): Promise<string> {
  const { output } = await host.run(['ip', '-6', 'addr', 'show', 'dev', 'eth0']);
  return /inet6 (fe80::\S+)\/64/.exec(output)?.[1] ?? 'none';
}

/** The instances of a node that are master. */
async function waitUntilMaster(node: Host, names: readonly string[]): Promise<void> {
  await waitForStatus(node, LIMIT_MS, ({ instances }) => {
    const masters = instances.filter(({ state }) => state === 'master').map(({ name }) => name);
    return masters.toSorted().join() === names.toSorted().join();
  });
}

test.concurrent(
  'a client is served over IPv6 while both families move with one VRID, and the VIP follows its master',
  async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'], families: 'both' });
    const [first, second] = nodesOf(lab);
    const observer = await lab.observe(VIP);
    for (const { host } of [first, second]) await startWebServer(host, host.name);
    const one = startVipward(first.host, bothFamilies(first));
    await observer.waitUntilPage('200 web1', LIMIT_MS);
    const two = startVipward(second.host, bothFamilies(second));
    await waitUntilMaster(second.host, []);
    await waitUntilMaster(first.host, ['VI_4', 'VI_6']);
    const shown = await first.host.run(['ip', '-6', 'addr', 'show', 'dev', 'eth0']);
    expect(shown.output).toMatch(/fd00:77::50\/128 scope global (nodad deprecated|deprecated nodad)/);
    expect(shown.output).toMatch(/fe80::77:50\/128 scope link/);

    await one.stop();
    await observer.waitUntilPage('200 web2', LIMIT_MS);
    await waitUntilMaster(second.host, ['VI_4', 'VI_6']);
    const again = startVipward(first.host, bothFamilies(first));
    await observer.waitUntilPage('200 web1', LIMIT_MS);
    await waitUntilMaster(first.host, ['VI_4', 'VI_6']);

    const dataplane = again.tree().find((pid) => pid !== again.pid);
    sendSignal(dataplane ?? 0, 'SIGKILL');
    await again.waitForLog(/left mastership and removed the VIPs in place of the dataplane: VI_4, VI_6/, LIMIT_MS);
    await two.waitForLog(/\(VI_6\) Backup received priority 0 advertisement/, LIMIT_MS);
    // The first comes back after half a second, and takes over once more.
    await observer.waitUntilPage('200 web1', LIMIT_MS);
    await waitUntilMaster(second.host, []);
    const complaints = [one, two, again].flatMap((daemon) => daemon.log().match(/^.*dropped.*$/gm) ?? []);
    expect(complaints).toEqual([]);
    const { overlaps } = await observer.report();
    expect(overlaps.filter(({ fromUs, toUs }) => toUs - fromUs > 50_000)).toEqual([]);
  },
);

test.concurrent('unicast peers that are known by global addresses hear each other from these', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'], families: 'both' });
  const [first, second] = nodesOf(lab);
  const observer = await lab.observe(VIP);
  const one = startVipward(first.host, unicast(first));
  await observer.waitUntilHolder('web1', LIMIT_MS);
  const two = startVipward(second.host, unicast(second));
  const report = await waitForStatus(second.host, LIMIT_MS, ({ instances }) => instances[0]?.master !== 'unknown');
  expect(report.instances[0]).toMatchObject({ state: 'backup', master: { address: first.host.address6 } });
  lab.link('web1').cut();
  await observer.waitUntilAnswers('web2', LIMIT_MS);
  lab.link('web1').restore();
  await observer.waitUntilAnswers('web1', LIMIT_MS);
  expect(`${one.log()}\n${two.log()}`).not.toMatch(/dropped/);
});

test.concurrent('an own address that another host has is said to be the fault', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'], families: 'both' });
  const [first, second] = nodesOf(lab);
  const [ours, theirs] = [await linkLocal(first.host), await linkLocal(second.host)];
  await first.host.run(['ip', 'addr', 'del', `${ours}/64`, 'dev', 'eth0']);
  await first.host.run(['ip', 'addr', 'add', `${theirs}/64`, 'dev', 'eth0']);
  startVipward(first.host, instance('VI_6', 150, [`virtual_ipaddress {\nfe80::77:50\n${VIP}\n}`]));
  const said = `another host has ${theirs} too, so the kernel does not use it`;
  await waitForStatus(first.host, LIMIT_MS, ({ instances }) => instances[0]?.faults.includes(said) === true);
  await first.host.run(['ip', 'addr', 'add', 'fe80::77:1/64', 'dev', 'eth0']);
  await waitUntilMaster(first.host, ['VI_6']);
});
