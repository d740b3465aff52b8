import { expect, test } from 'vitest';
import type { Host } from '../../../src/lab/host.ts';
import type { HostProcess } from '../../../src/lab/host-process.ts';
import { startKeepalived } from '../../../src/lab/keepalived.ts';
import { until } from '../../../src/lab/until.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { labFor } from '../../support/lab.ts';
import { waitForStatus } from '../../support/lab-status.ts';

const LIMIT_MS = 30_000;
const VIP = 'fd00:77::50';
const VIRTUAL_MAC = '00:00:5e:00:02:33';

type Software = 'vipward' | 'keepalived';
type Form = 'from the vmac' | 'from the base';

const start = async (software: Software, host: Host, text: string): Promise<HostProcess> =>
  software === 'keepalived' ? startKeepalived(host, text) : startVipward(host, text);

const configOf = (priority: number, form: Form): string => `vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version 3
    priority ${priority}
    use_vmac
${form === 'from the base' ? '    vmac_xmit_base\n' : ''}    virtual_ipaddress {
        fe80::77:50
        ${VIP}/128
    }
}
`;

/** Adverts that the client has heard, each with the MAC and the address that it came from. */
function advertsIn(
  log: string,
): readonly { readonly mac: string; readonly source: string; readonly priority: number }[] {
  const lines = [...log.matchAll(/^\S+ (\S+) > \S+, .*? (fe80::\S+) > ff02::12: .*prio (\d+)/gm)];
  return lines.map(([, mac = '', source = '', priority]) => ({ mac, source, priority: Number(priority) }));
}

const answers = async (client: Host): Promise<boolean> =>
  (await client.run(['ping', '-c', '1', '-W', '1', VIP])).code === 0;

/** The MACs that a host knew for the VIP, from what `ip monitor neigh` printed. */
function macsSeen(log: string): readonly string[] {
  const lines = log.split('\n').filter((line) => line.startsWith(`${VIP} `));
  return [...new Set(lines.flatMap((line) => /lladdr (\S+)/.exec(line)?.[1] ?? []))];
}

const hasVmac = async (host: Host): Promise<boolean> =>
  (await host.run(['ip', 'link', 'show', 'dev', 'vrrp.51'])).code === 0;

test.concurrent.for<[Software, Software, Form]>([
  ['vipward', 'vipward', 'from the vmac'],
  ['vipward', 'keepalived', 'from the vmac'],
  ['keepalived', 'vipward', 'from the vmac'],
  ['vipward', 'vipward', 'from the base'],
])('use_vmac over IPv6, %s and %s, adverts %s: clients see one MAC', async ([first, second, form], context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'], families: 'both' }, 'keepalived', 'tcpdump', 'ping');
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const neighbours = lab.client.start('neighbours', ['ip', 'monitor', 'neigh']);
  const wire = lab.client.start('adverts', ['tcpdump', '-lenvi', 'eth0', 'ip6 proto 112']);
  await wire.waitForLog(/listening on/, LIMIT_MS);
  const heard = (priority: number) =>
    advertsIn(wire.log().replaceAll(/\n\s+/g, ' ')).filter((one) => one.priority === priority);
  const one = await start(first, web1, configOf(150, form));
  await until('the first to answer', LIMIT_MS, async () => answers(lab.client));
  const two = await start(second, web2, configOf(100, form));
  if (second === 'vipward') {
    await waitForStatus(web2, LIMIT_MS, ({ instances }) => instances[0]?.state === 'backup');
  } else await two.waitForLog(/Entering BACKUP STATE/, LIMIT_MS);
  // the backup obeys: it hears the master although both speak with one MAC
  const before = heard(150).length;
  await until('more adverts of the master', LIMIT_MS, () => heard(150).length > before + 5);
  expect(heard(100)).toEqual([]);
  expect(await answers(lab.client)).toBe(true);
  await one.stop();
  await until('the second to answer', LIMIT_MS, async () => heard(100).length > 0 && answers(lab.client));
  const again = await start(first, web1, configOf(150, form));
  const atLeast = heard(150).length;
  await until('the first to come back', LIMIT_MS, async () => heard(150).length > atLeast + 1 && answers(lab.client));
  expect(macsSeen(neighbours.log())).toEqual([VIRTUAL_MAC]);
  const [ours, theirs] = [heard(150).at(-1), heard(100).at(-1)];
  expect(ours?.source).not.toBe(theirs?.source);
  expect([ours?.mac, theirs?.mac].every((mac) => mac === VIRTUAL_MAC)).toBe(form === 'from the vmac');
  await again.stop();
  await two.stop();
  expect([await hasVmac(web1), await hasVmac(web2)]).toEqual([false, false]);
});
