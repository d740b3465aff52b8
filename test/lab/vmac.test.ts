import { describe, expect, test } from 'vitest';
import type { Host } from '../../src/lab/host.ts';
import type { HostProcess } from '../../src/lab/host-process.ts';
import { startKeepalived } from '../../src/lab/keepalived.ts';
import { pairConfigText } from '../../src/lab/pair-config.ts';
import { sendSignal } from '../../src/lab/process-tree.ts';
import { startVipward } from '../../src/lab/vipward.ts';
import { labFor } from '../support/lab.ts';
import { waitForStatus } from '../support/lab-status.ts';

const LIMIT_MS = 30_000;
const VIP = '10.77.0.50';
const VIRTUAL_MAC = '00:00:5e:00:01:33';

type Software = 'vipward' | 'keepalived';
type Form = 'from the vmac' | 'from the base' | 'unicast';

const start = async (software: Software, host: Host, text: string): Promise<HostProcess> =>
  software === 'keepalived' ? startKeepalived(host, text) : startVipward(host, text);

function configOf(host: Host, peer: Host, priority: number, form: Form): string {
  const words = form === 'from the vmac' ? ['use_vmac'] : ['use_vmac vmac51', 'vmac_xmit_base'];
  const addresses = { vip: VIP, address: host.address, peer: peer.address };
  return pairConfigText({ ...addresses, priority, cast: form === 'unicast' ? 'unicast' : 'multicast', more: words });
}

/** The MACs that a host knew for the VIP, from what `ip monitor neigh` printed. */
function macsSeen(log: string): ReadonlySet<string> {
  const lines = log.split('\n').filter((line) => line.startsWith(`${VIP} `));
  return new Set(lines.flatMap((line) => /lladdr (\S+)/.exec(line)?.[1] ?? []));
}

const macOf = async (host: Host): Promise<string> =>
  /link\/ether (\S+)/.exec((await host.run(['ip', 'link', 'show', 'dev', 'eth0'])).output)?.[1] ?? 'none';

const hasLink = async (host: Host, name: string): Promise<boolean> =>
  (await host.run(['ip', 'link', 'show', 'dev', name])).code === 0;

const isIn = (host: Host, state: string): Promise<unknown> =>
  waitForStatus(host, LIMIT_MS, ({ instances }) => instances[0]?.state === state);

describe.concurrent('use_vmac', () => {
  test.for<[Software, Software, Form]>([
    ['vipward', 'vipward', 'from the vmac'],
    ['vipward', 'keepalived', 'from the vmac'],
    ['keepalived', 'vipward', 'from the vmac'],
    ['vipward', 'keepalived', 'from the base'],
    ['keepalived', 'vipward', 'unicast'],
  ])('%s and %s, adverts %s: over every failover clients see one MAC', async ([first, second, form], context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'keepalived');
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    const neighbours = lab.client.start('neighbours', ['ip', 'monitor', 'neigh']);
    const observer = await lab.observe(VIP);
    const [text1, text2] = [configOf(web1, web2, 150, form), configOf(web2, web1, 100, form)];
    const one = await start(first, web1, text1);
    await observer.waitUntilAnswers('web1', LIMIT_MS);
    const two = await start(second, web2, text2);
    await (second === 'vipward' ? isIn(web2, 'backup') : two.waitForLog(/Entering BACKUP STATE/, LIMIT_MS));
    await one.stop();
    await observer.waitUntilAnswers('web2', LIMIT_MS);
    const again = await start(first, web1, text1);
    await observer.waitUntilAnswers('web1', LIMIT_MS);
    await observer.waitUntilHolder('web1', LIMIT_MS);
    // A killed keepalived leaves the VIP with the same MAC behind, and the switch would go on to send it frames.
    again.signal(first === 'vipward' ? 'SIGKILL' : 'SIGTERM');
    await observer.waitUntilAnswers('web2', LIMIT_MS);
    await two.stop();
    const seen = macsSeen(neighbours.log());
    expect(seen).toContain(VIRTUAL_MAC);
    // keepalived asks for its clients with the VIP as sender, from its own MAC.
    const makes: readonly [Host, Software][] = [
      [web1, first],
      [web2, second],
    ];
    for (const [host, software] of makes) if (software === 'vipward') expect(seen).not.toContain(await macOf(host));
    if (second === 'vipward') expect(await hasLink(web2, 'vrrp.51')).toBe(false);
  });

  test('what a killed run left is taken over, or removed when nobody wants it any more', async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] });
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    const text = configOf(web1, web2, 150, 'from the vmac');
    const killed = startVipward(web1, text);
    await isIn(web1, 'master');
    const index = async (): Promise<string | undefined> =>
      /^\d+/.exec((await web1.run(['ip', '-o', 'link', 'show', 'dev', 'vrrp.51'])).output)?.[0];
    const made = await index();
    expect(made).toBeDefined();
    await killed.kill();
    expect(await index()).toBe(made);
    const second = startVipward(web1, text);
    await isIn(web1, 'master');
    expect(await index()).toBe(made);
    await second.kill();
    startVipward(web1, text.replace('use_vmac', ''));
    await isIn(web1, 'master');
    expect(await hasLink(web1, 'vrrp.51')).toBe(false);
  });

  test('a dataplane that dies: main gives the VIP up, the next one goes on, and a stop leaves nothing', async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] });
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    const daemon = startVipward(web1, configOf(web1, web2, 150, 'from the vmac'));
    const adverts = lab.client.start('adverts', ['tcpdump', '-lenni', 'eth0', 'ip proto 112']);
    await isIn(web1, 'master');
    await adverts.waitForLog(/prio 150/, LIMIT_MS);
    sendSignal(daemon.tree()[1] ?? 0, 'SIGKILL');
    await daemon.waitForLog(/left mastership and removed the VIPs in place of the dataplane: VI_1/, LIMIT_MS);
    const farewell = await adverts.waitForLog(/prio 0/, LIMIT_MS);
    expect(farewell.text).toContain(`${VIRTUAL_MAC} > 01:00:5e:00:00:12`);
    expect(farewell.text).toContain(`${web1.address} > 224.0.0.18`);
    await isIn(web1, 'master');
    await daemon.stop();
    expect(await hasLink(web1, 'vrrp.51')).toBe(false);
  });

  test("an interface of somebody else's with the name is left alone, and the instance says why it is in fault", async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] });
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    await web1.run(['ip', 'link', 'add', 'vrrp.51', 'type', 'bridge']);
    startVipward(web1, configOf(web1, web2, 150, 'from the vmac'));
    const status = await waitForStatus(web1, LIMIT_MS, ({ instances }) => instances[0]?.state === 'fault');
    expect(status.instances[0]?.causeText).toMatch(
      /vrrp\.51 is there already, and is no macvlan of eth0 with the MAC 00:00:5e:00:01:33: .*another name/,
    );
    await web1.run(['ip', 'link', 'del', 'vrrp.51']);
    await isIn(web1, 'master');
    expect(await hasLink(web1, 'vrrp.51')).toBe(true);
  });
});
