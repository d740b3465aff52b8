import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pairConfigText } from '../../src/lab/pair-config.ts';
import { until } from '../../src/lab/until.ts';
import { startVipward } from '../../src/lab/vipward.ts';
import { labFor } from '../support/lab.ts';
import { reloadOf, statusOf } from '../support/lab-status.ts';

const LIMIT_MS = 30_000;
const VIP = '10.77.0.50';
const ADVERT_INTERVAL_S = 0.5;

const linesOf = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];

test.concurrent(
  'NO-01 scripts, pipes, startup and shutdown: each once, in keepalived’s words, and a hanging one holds nothing up',
  async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    const host = lab.node('web1');
    const record = join(host.directory, 'record');
    const script = host.writeFile('record.sh', `#!/bin/sh\necho "$@" >> ${record}\n`, 0o755);
    const hangs = host.writeFile('hang.sh', '#!/bin/sh\nsleep 300\n', 0o755);
    const fifo = join(host.directory, 'fifo');
    const heard = join(host.directory, 'heard');
    const reader = host.writeFile('read.sh', `#!/bin/sh\ncat "$1" >> ${heard}\n`, 0o755);
    const globals = (more: string): string =>
      `global_defs {\nstartup_script "${script} startup"\nshutdown_script "${script} shutdown"\n` +
      `notify_fifo ${fifo}\nnotify_fifo_script "${reader}"\nvrrp_notify_fifo ${fifo}.unread\n` +
      `vrrp_notify_priority_changes\n${more}}\n`;
    const instance = pairConfigText({
      vip: VIP,
      address: '10.77.0.1',
      peer: '10.77.0.2',
      priority: 150,
      version: 3,
      advertIntervalS: 0.2,
      more: [`notify_backup "${hangs}"`, `notify_stop "${script} stop"`],
    });
    const observer = await lab.observe(VIP);
    const daemon = startVipward(host, `${globals('')}${instance}`);
    await observer.waitUntilHolder('web1', LIMIT_MS);
    expect(linesOf(record)).toEqual(['startup']);
    await until('the pipe to be read', LIMIT_MS, () => linesOf(heard).length >= 2);
    expect(linesOf(heard)).toEqual(['INSTANCE "VI_1" BACKUP 150', 'INSTANCE "VI_1" MASTER 150']);

    host.writeFile(
      'vipward.conf',
      `${globals('fifo_write_vrrp_states_on_reload\n')}${instance.replace('priority 150', 'priority 140')}`,
    );
    expect((await reloadOf(host)).outcome).toBe('applied');
    await until('the states and the priority', LIMIT_MS, () => linesOf(heard).length >= 4);
    expect(linesOf(heard).slice(2).toSorted()).toEqual([
      'INSTANCE "VI_1" MASTER 150',
      'INSTANCE "VI_1" MASTER_PRIORITY 140',
    ]);
    const { fifos } = await statusOf(host);
    expect(fifos).toEqual([
      { path: fifo, written: 4, lost: 0 },
      { path: `${fifo}.unread`, written: 4, lost: 0 },
    ]);

    expect((await observer.report()).gaps).toEqual([]);

    await daemon.stop();
    expect(linesOf(heard).at(-1)).toBe('INSTANCE "VI_1" STOP 140');
    expect(linesOf(record).at(-1)).toBe('shutdown');
    expect(existsSync(fifo)).toBe(false);
  },
);

test.concurrent('NO-04 a notify script that hangs does not hold up an advert', async (context) => {
  const lab = await labFor(context, { nodes: ['web1'] }, 'tcpdump');
  const host = lab.node('web1');
  const wire = await lab.listen();
  const started = join(host.directory, 'started');
  const hangs = host.writeFile('hang.sh', `#!/bin/sh\necho "$@" >> ${started}\nsleep 300\n`, 0o755);
  const more = [`notify_backup "${hangs} backup"`, `notify_master "${hangs} master"`, `notify "${hangs}"`];
  const instance = {
    vip: VIP,
    address: '',
    peer: '',
    priority: 150,
    version: 3,
    advertIntervalS: ADVERT_INTERVAL_S,
  } as const;
  startVipward(host, pairConfigText({ ...instance, more }));
  await wire.waitFor('adverts', ({ priority }) => priority === 150, LIMIT_MS, { from: 0, count: 10 });
  // One queue an instance: the first hangs, and what waits behind it holds nobody up either.
  expect(linesOf(started)).toEqual(['backup']);
  const adverts = wire.adverts();
  const spanS = ((adverts.at(-1)?.atUs ?? 0) - (adverts[0]?.atUs ?? 0)) / 1e6;
  expect(adverts.length).toBeGreaterThanOrEqual(Math.round(spanS / ADVERT_INTERVAL_S) + 1);
});
