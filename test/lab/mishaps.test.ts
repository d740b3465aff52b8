import { expect, test, type TestContext } from 'vitest';
import type { HostProcess } from '../../src/lab/host-process.ts';
import type { Lab } from '../../src/lab/lab.ts';
import type { Observer } from '../../src/lab/observer/observer.ts';
import { pairConfigText } from '../../src/lab/pair-config.ts';
import { sendSignal } from '../../src/lab/process-tree.ts';
import { until } from '../../src/lab/until.ts';
import { startVipward } from '../../src/lab/vipward.ts';
import { labFor } from '../support/lab.ts';
import { waitForStatus } from '../support/lab-status.ts';

const LIMIT_MS = 20_000;
const VIP = '10.77.0.50';

interface Running {
  readonly lab: Lab;
  readonly observer: Observer;
  readonly daemon: HostProcess;
  readonly dataplane: number;
}

const dumpsIn = (folder: string): string =>
  `global_defs {\nstate_dump_file ${folder}/dump.state\nstats_dump_file ${folder}/dump.stats\njson_dump_file ${folder}/dump.json\n}\n`;

async function masterAlone(context: TestContext): Promise<Running> {
  const lab = await labFor(context, { nodes: ['web1'] });
  const host = lab.node('web1');
  const observer = await lab.observe(VIP);
  const config = { vip: VIP, address: '10.77.0.1', peer: '10.77.0.2', priority: 150, advertIntervalS: 0.2 } as const;
  const daemon = startVipward(host, `${dumpsIn(host.directory)}${pairConfigText({ ...config, version: 3 })}`);
  await observer.waitUntilHolder('web1', LIMIT_MS);
  const dataplane = daemon.tree().find((pid) => pid !== daemon.pid);
  if (dataplane === undefined) throw new Error('there is no second process');
  return { lab, observer, daemon, dataplane };
}

test.concurrent('a dataplane that breaks down during the stop leaves no VIP behind', async (context) => {
  const { observer, daemon, dataplane } = await masterAlone(context);
  sendSignal(dataplane, 'SIGSTOP');
  daemon.signal('SIGTERM');
  await daemon.waitForLog(/stopping: SIGTERM/, LIMIT_MS);
  sendSignal(dataplane, 'SIGSEGV');
  sendSignal(dataplane, 'SIGCONT');
  await daemon.ended;
  expect(daemon.log()).toMatch(/removed the VIPs in place of the dataplane: VI_1/);
  expect(observer.holders).not.toContain('web1');
});

test.concurrent(
  'the signals that people send to keepalived write what keepalived writes, open no debugger and end nothing',
  async (context) => {
    const { lab, observer, daemon, dataplane } = await masterAlone(context);
    // JSON and STATS_CLEAR: keepalived's own real-time signals.
    for (const number of [36, 63]) for (const pid of [dataplane, daemon.pid]) process.kill(pid, number);
    for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) {
      sendSignal(dataplane, signal);
      daemon.signal(signal);
      await daemon.waitForLog(
        signal === 'SIGUSR1' ? /written: \S+dump\.state, \S+dump\.json$/ : /written: \S+dump\.stats$/,
        LIMIT_MS,
      );
    }
    await waitForStatus(lab.node('web1'), LIMIT_MS, ({ instances }) => instances[0]?.state === 'master');
    expect(daemon.log()).not.toMatch(/Debugger listening/);
    expect((await observer.report()).gaps).toEqual([]);
  },
);

test.concurrent('a reload that a hanging dataplane never applied leaves no VIP of what it removed', async (context) => {
  const { lab, observer, daemon, dataplane } = await masterAlone(context);
  sendSignal(dataplane, 'SIGSTOP');
  const config = { vip: '10.77.0.60', address: '10.77.0.1', peer: '10.77.0.2', priority: 150 } as const;
  lab.node('web1').writeFile('vipward.conf', pairConfigText(config));
  daemon.signal('SIGHUP');
  await daemon.waitForLog(/configuration 2 in force/, LIMIT_MS);
  await daemon.waitForLog(/the dataplane was ended by SIGKILL/, LIMIT_MS);
  await until('the old VIP to go', LIMIT_MS, () => !observer.holders.includes('web1'));
});
