import { expect, test } from 'vitest';
import type { Host } from '../../../src/lab/host.ts';
import { until } from '../../../src/lab/until.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { labFor } from '../../support/lab.ts';
import { waitForStatus } from '../../support/lab-status.ts';

const LIMIT_MS = 30_000;

interface Family {
  readonly vip: string;
  readonly vips: string;
  readonly mac: string;
  readonly report: RegExp;
}

const FAMILIES: readonly Family[] = [
  { vip: '10.77.0.50', vips: '10.77.0.50/32', mac: '00:00:5e:00:01:33', report: /igmp v3 report/ },
  {
    vip: 'fd00:77::50',
    vips: 'fe80::77:50\nfd00:77::50/128',
    mac: '00:00:5e:00:02:33',
    report: /multicast listener report v2/,
  },
];

const configOf = (priority: number, { vips }: Family): string => `vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    version 3
    priority ${priority}
    use_vmac
    virtual_ipaddress {
        ${vips}
    }
}
`;

const macOf = async (host: Host): Promise<string> =>
  /link\/ether (\S+)/.exec((await host.run(['ip', 'link', 'show', 'dev', 'eth0'])).output)?.[1] ?? 'none';

/** A switch sends the frames for a MAC to where it was seen last. */
test.concurrent.for(FAMILIES)(
  'a backup that starts says nothing with the virtual MAC $mac',
  async (family, context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'], families: 'both' }, 'tcpdump', 'ping');
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    startVipward(web1, configOf(150, family));
    const once = async (): Promise<boolean> =>
      (await lab.client.run(['ping', '-c', '1', '-W', '1', family.vip])).code === 0;
    await until('the VIP to answer', LIMIT_MS, once);
    const wire = lab.client.start('wire', ['tcpdump', '-lenni', 'eth0', 'igmp or ip6[6] = 0']);
    await wire.waitForLog(/listening on/, LIMIT_MS);
    const reports = (mac: string): number =>
      wire.logLines().filter(({ text }) => text.includes(` ${mac} > `) && family.report.test(text)).length;
    startVipward(web2, configOf(100, family));
    await waitForStatus(web2, LIMIT_MS, ({ instances }) => instances[0]?.state === 'backup');
    const own = await macOf(web2);
    await until('reports with the MAC of the interface', LIMIT_MS, () => reports(own) > 0);
    expect(await once()).toBe(true);
    expect(reports(family.mac)).toBe(0);
  },
);
