import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../../src/lab/host.ts';
import type { HostProcess } from '../../src/lab/host-process.ts';
import { startKeepalived } from '../../src/lab/keepalived.ts';
import type { Lab } from '../../src/lab/lab.ts';
import type { Observer } from '../../src/lab/observer/observer.ts';
import { startVipward } from '../../src/lab/vipward.ts';
import { labFor } from '../support/lab.ts';
import { waitForStatus } from '../support/lab-status.ts';

const LIMIT_MS = 30_000;
const VIPS = ['10.77.0.51', '10.77.0.52'] as const;

type Software = 'vipward' | 'keepalived';

const start = async (software: Software, host: Host, text: string): Promise<HostProcess> =>
  software === 'keepalived' ? startKeepalived(host, text) : startVipward(host, text);

/** Two instances in a group; the check of the first fails while there is a file `down` on the host. */
function configText(host: Host, priority: number): string {
  const told = host.writeFile('told.sh', `#!/bin/sh\necho "$@" >> ${host.directory}/told\n`, 0o755);
  const instance = (index: number, track: string): string => `
vrrp_instance VI_${index} {
    state BACKUP
    interface eth0
    virtual_router_id ${50 + index}
    priority ${priority}
    version 3
    advert_int 0.3
    virtual_ipaddress {
        ${VIPS[index - 1]}
    }
    ${track}
}`;
  return `global_defs {
    router_id lab
    script_user root
    enable_script_security
}
vrrp_script service {
    script "/usr/bin/test ! -e ${join(host.directory, 'down')}"
    interval 1
}
${instance(1, 'track_script {\n        service\n    }')}
${instance(2, '')}
vrrp_sync_group G {
    group {
        VI_1
        VI_2
    }
    notify "${told}"
}
`;
}

const observeBoth = (lab: Lab): Promise<readonly Observer[]> => Promise.all(VIPS.map((vip) => lab.observe(vip)));

async function untilBothOn(observers: readonly Observer[], name: string): Promise<void> {
  await Promise.all(observers.map((observer) => observer.waitUntilHolder(name, LIMIT_MS)));
}

const toldOn = (host: Host): readonly string[] => readFileSync(join(host.directory, 'told'), 'utf8').trim().split('\n');

test.for<[Software, Software]>([
  ['vipward', 'keepalived'],
  ['keepalived', 'vipward'],
  ['vipward', 'vipward'],
])(
  'SG-02 SG-03 SG-04 a group on %s and %s: a check of one member moves both addresses, there and back',
  { concurrent: true },
  async ([first, second], context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'keepalived');
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    const observers = await observeBoth(lab);
    const one = await start(first, web1, configText(web1, 150));
    await untilBothOn(observers, 'web1');
    await start(second, web2, configText(web2, 100));
    writeFileSync(join(web1.directory, 'down'), '');
    await untilBothOn(observers, 'web2');
    rmSync(join(web1.directory, 'down'));
    await untilBothOn(observers, 'web1');
    await one.waitForLog(/VRRP_Group\(G\) Syncing instances to FAULT state/, LIMIT_MS);
    await one.stop();
    await untilBothOn(observers, 'web2');
    if (first === 'vipward') {
      const states = ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER', 'STOP'];
      expect(toldOn(web1)).toEqual(states.map((state) => `GROUP G ${state} 0`));
    }
  },
);

test.concurrent(
  'a group whose members follow different routers stays backup, and status says who holds it',
  async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] });
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    const alone = configText(web2, 150).replace(/vrrp_sync_group[\s\S]*/, '');
    startVipward(web2, alone);
    await untilBothOn(await observeBoth(lab), 'web2');
    const one = startVipward(web1, configText(web1, 100));
    writeFileSync(join(web2.directory, 'down'), '');
    await one.waitForLog(/held back by sync group G: VI_2 follows 10\.77\.0\.2 \(priority 150\)/, LIMIT_MS);
    const report = await waitForStatus(web1, LIMIT_MS, ({ syncGroups }) => (syncGroups[0]?.heldBy.length ?? 0) > 0);
    expect(report.syncGroups).toMatchObject([{ name: 'G', state: 'backup', members: ['VI_1', 'VI_2'] }]);
  },
);
