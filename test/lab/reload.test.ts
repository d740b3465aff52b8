import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import type { HostProcess } from '../../src/lab/host-process.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { monotonicUs } from '../../src/linux/clock.ts';
import type { Observer } from '../../src/lab/observer/observer.ts';
import { type PairConfig, pairConfigText } from '../../src/lab/pair-config.ts';
import { PROJECT_ROOT } from '../../src/lab/project-root.ts';
import { runtimeDirectoryOf, startVipward } from '../../src/lab/vipward.ts';
import { labFor } from '../support/lab.ts';
import { reloadOf, statusOf, waitForStatus } from '../support/lab-status.ts';

const LIMIT_MS = 20_000;
const VIP = '10.77.0.50';
const PROGRAM = join(PROJECT_ROOT, 'bin/vipward');

interface Running {
  readonly lab: Lab;
  readonly observer: Observer;
  readonly daemon: HostProcess;
  readonly write: (text: string) => void;
}

const configText = (changes: Partial<PairConfig> = {}): string =>
  pairConfigText({
    vip: VIP,
    address: '10.77.0.1',
    peer: '10.77.0.2',
    priority: 150,
    version: 3,
    advertIntervalS: 0.2,
    ...changes,
  });

async function masterAlone(context: TestContext): Promise<Running> {
  const lab = await labFor(context, { nodes: ['web1'] });
  const host = lab.node('web1');
  const observer = await lab.observe(VIP);
  const daemon = startVipward(host, configText());
  await observer.waitUntilHolder('web1', LIMIT_MS);
  return { lab, observer, daemon, write: (text) => writeFileSync(join(host.directory, 'vipward.conf'), text) };
}

test.concurrent(
  'a reload that changes nothing touches nothing: no transition, no gap, adverts go on',
  async (context) => {
    const { lab, observer, daemon } = await masterAlone(context);
    const before = await statusOf(lab.node('web1'));
    daemon.signal('SIGHUP');
    await daemon.waitForLog(/configuration 2 in force: nothing changed/, LIMIT_MS);
    const sent = (before.instances[0]?.counters.adverts_sent ?? 0) + 10;
    const after = await waitForStatus(
      lab.node('web1'),
      LIMIT_MS,
      ({ instances }) => (instances[0]?.counters.adverts_sent ?? 0) >= sent,
    );
    expect(after.instances[0]).toMatchObject({ state: 'master', sinceMs: before.instances[0]?.sinceMs });
    const { gaps, holdings } = await observer.report();
    expect(gaps).toEqual([]);
    expect(holdings).toHaveLength(1);
    expect(daemon.log()).not.toMatch(/sent 0 priority/);
  },
);

test.concurrent('a reload adds a VIP and a check without touching the VIP that stays', async (context) => {
  const { lab, observer, write } = await masterAlone(context);
  const check = { script: '/bin/true', weight: 10 };
  write(configText({ check, more: ['virtual_ipaddress_excluded {', '10.77.0.51', '}'] }));
  const answer = await reloadOf(lab.node('web1'));
  expect(answer.outcome).toBe('applied');
  const status = await waitForStatus(
    lab.node('web1'),
    LIMIT_MS,
    ({ instances }) => instances[0]?.effectivePriority === 160,
  );
  expect(status.instances[0]?.state).toBe('master');
  const { output } = await lab.node('web1').run(['cat', '/proc/net/fib_trie']);
  expect(output).toContain('10.77.0.51');
  expect((await observer.report()).gaps).toEqual([]);
});

test.concurrent(
  'a dry run says what would change, also that it would be refused, and changes nothing',
  async (context) => {
    const { lab, write, daemon } = await masterAlone(context);
    const host = lab.node('web1');
    const dryRun = () =>
      host.run([process.execPath, PROGRAM, 'reload', '--dry-run', '--runtime-dir', runtimeDirectoryOf(host)]);
    const fifo = `global_defs {\nnotify_fifo ${host.directory}/fifo\n}\n`;
    write(`${fifo}${configText({ priority: 140, more: ['smtp_alert'] })}`);
    const planned = await dryRun();
    expect(planned.code).toBe(0);
    expect(planned.output).toContain('instance VI_1: basePriority 150 -> 140');
    expect(planned.output).toMatch(/global: notifications .*fifo/);
    expect(planned.output).toContain('VI_1: goes on in its state, with the changes');
    expect(planned.output).toMatch(/\d+ change\(s\) would be made; nothing was done$/);
    write(`${fifo.replace('}', 'vrrp_notify_fifo relative\nsmtp_server\n}')}${configText()}`);
    const refused = await dryRun();
    expect(refused.code).toBe(2);
    expect(refused.output).toMatch(/CONF-306[^]*CONF-104[^]*reload would be refused/);
    expect((await reloadOf(host)).outcome).toBe('kept');
    expect(await statusOf(host)).toMatchObject({ generation: 1, fifos: [], instances: [{ effectivePriority: 150 }] });
    expect(daemon.log()).not.toMatch(/configuration \d+ in force/);
  },
);

test.concurrent('a bad file changes nothing, and the answer names every fault', async (context) => {
  const { lab, observer, write, daemon } = await masterAlone(context);
  write(configText().replace('priority 150', 'priority 1500\n    intervall 2').replace('10.77.0.50', '10.77.0.500'));
  const answer = await reloadOf(lab.node('web1'));
  expect(answer.outcome).toBe('kept');
  const text = answer.outcome === 'kept' ? answer.diagnostics : '';
  for (const code of ['CONF-202', 'CONF-101', 'CONF-206']) expect(text).toContain(code);
  expect(await statusOf(lab.node('web1'))).toMatchObject({ generation: 1, instances: [{ state: 'master' }] });
  expect(daemon.log()).toMatch(/reload refused/);
  expect((await observer.report()).gaps).toEqual([]);
});

test.concurrent(
  'notify scripts run in order with keepalived’s arguments, the stop script before the end',
  async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    const host = lab.node('web1');
    const record = join(host.directory, 'notified');
    const script = host.writeFile('notify.sh', `#!/bin/sh\necho "$@" >> ${record}\n`, 0o755);
    const observer = await lab.observe(VIP);
    const kinds = ['master', 'backup', 'fault', 'stop'].map((kind) => `notify_${kind} "${script} specific-${kind}"`);
    const daemon = startVipward(host, configText({ more: [...kinds, `notify "${script}"`] }));
    await observer.waitUntilHolder('web1', LIMIT_MS);
    lab.link('web1').cut();
    const cutUs = monotonicUs();
    await daemon.waitForLog(/\(VI_1\) Entering FAULT STATE/, LIMIT_MS, cutUs);
    await daemon.stop();
    const lines = readFileSync(record, 'utf8').trim().split('\n');
    expect(lines).toEqual([
      'specific-backup',
      'INSTANCE VI_1 BACKUP 150',
      'specific-master',
      'INSTANCE VI_1 MASTER 150',
      'specific-fault',
      'INSTANCE VI_1 FAULT 150',
      'specific-stop',
      'INSTANCE VI_1 STOP 150',
    ]);
  },
);
