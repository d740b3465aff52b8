import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, type TestContext } from 'vitest';
import type { Host } from '../../../src/lab/host.ts';
import type { HostProcess } from '../../../src/lab/host-process.ts';
import { pairConfigText } from '../../../src/lab/pair-config.ts';
import { sendSignal } from '../../../src/lab/process-tree.ts';
import { until } from '../../../src/lab/until.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { labFor } from '../../support/lab.ts';
import { reloadOf, waitForStatus } from '../../support/lab-status.ts';

const LIMIT_MS = 30_000;
const VIP = '10.77.0.50';

const VIRTUAL = [
  'virtual_routes {',
  '    10.1.0.0/16 via 10.77.0.9 dev eth0 src 10.77.0.50 metric 5 mtu 1400',
  '    blackhole 10.2.0.0/16 table 100',
  '    fd00:1::/32 dev eth0 metric 7',
  '}',
  'virtual_rules {',
  '    from 10.1.0.0/16 to 10.3.0.0/16 lookup 100 priority 700',
  '    inet6 not iif eth0 fwmark 3/255 table 100 priority 701',
  '}',
];
const VIRTUAL_SEEN = [
  '10.1.0.0/16 via 10.77.0.9 dev eth0 proto 118 src 10.77.0.50 metric 5 mtu 1400',
  'blackhole 10.2.0.0/16 table 100 proto 118',
  'fd00:1::/32 dev eth0 proto 118 metric 7 pref medium',
  '700: from 10.1.0.0/16 to 10.3.0.0/16 lookup 100 proto 118',
  '701: not from all fwmark 0x3/0xff iif eth0 lookup 100 proto 118',
];
const STATIC = [
  'static_ipaddress {',
  '    10.88.0.1/24 dev eth0',
  '}',
  'static_routes {',
  '    10.4.0.0/16 via 10.88.0.254',
  '}',
  'static_rules {',
  '    from 10.4.0.0/16 table 100',
  '}',
];
const STATIC_SEEN = [
  '10.4.0.0/16 via 10.88.0.254 dev eth0 proto 118',
  'from 10.4.0.0/16 lookup 100 proto 118',
  '10.88.0.1/24',
];

/** What `ip` shows of what we have set, one item a line, in one order. */
async function seenOn(host: Host): Promise<readonly string[]> {
  const commands = ['ip -4 route show table all', 'ip -6 route show table all', 'ip -4 rule', 'ip -6 rule'];
  const { output } = await host.run(['sh', '-c', commands.join('; ')]);
  const lines = output.split('\n').map((line) => line.replaceAll(/\s+/g, ' ').trim());
  const addresses = (await host.run(['ip', '-o', '-4', 'addr', 'show', 'to', '10.88.0.0/24'])).output;
  return [...lines.filter((line) => line.includes('proto 118')), ...(addresses.match(/10\.88\.0\.1\/24/) ?? [])]
    .map((line) => line.replace(/^\d+: from 10.4/, 'from 10.4'))
    .toSorted();
}

async function shows(host: Host, expected: readonly string[]): Promise<void> {
  const wanted = expected.toSorted().join('\n');
  let last = '';
  await until(
    () => `${host.name} to show\n${wanted}\nand not\n${last}`,
    LIMIT_MS,
    async () => (last = (await seenOn(host)).join('\n')) === wanted,
  );
}

const configOf = (host: Host, priority: number, virtual = VIRTUAL, statics: readonly string[] = []): string =>
  [
    ...statics,
    pairConfigText({
      vip: VIP,
      address: host.address,
      peer: '',
      priority,
      version: 3,
      advertIntervalS: 0.2,
      more: virtual,
    }),
  ].join('\n');

const isIn = (host: Host, state: string): Promise<unknown> =>
  waitForStatus(host, LIMIT_MS, ({ instances }) => instances[0]?.state === state);

const dataplaneOf = (daemon: HostProcess): number => daemon.tree()[1] ?? 0;

/** A master that has set its own routes and rules, and those that always stand. */
async function masterWithAll(context: TestContext): Promise<{ readonly web1: Host; readonly daemon: HostProcess }> {
  const lab = await labFor(context, { nodes: ['web1'] });
  const web1 = lab.node('web1');
  const daemon = startVipward(web1, configOf(web1, 150, VIRTUAL, STATIC));
  await isIn(web1, 'master');
  await shows(web1, [...VIRTUAL_SEEN, ...STATIC_SEEN]);
  return { web1, daemon };
}

describe.concurrent('virtual_routes and virtual_rules', () => {
  test('the master has them, the backup has not; they go with a stop and with a fault', async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] });
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    const one = startVipward(web1, configOf(web1, 150));
    await isIn(web1, 'master');
    startVipward(web2, configOf(web2, 100));
    await isIn(web2, 'backup');
    await shows(web1, VIRTUAL_SEEN);
    await shows(web2, []);
    await one.stop();
    await shows(web2, VIRTUAL_SEEN);
    expect(await seenOn(web1)).toEqual([]);
    await web2.run(['ip', 'link', 'set', 'eth0', 'down']);
    await isIn(web2, 'fault');
    await shows(web2, []);
    await web2.run(['ip', 'link', 'set', 'eth0', 'up']);
    await isIn(web2, 'master');
    await shows(web2, VIRTUAL_SEEN);
  });

  test('main is killed: they go; and they move on to a node of higher priority', async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] });
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    const first = startVipward(web1, configOf(web1, 150));
    await isIn(web1, 'master');
    await shows(web1, VIRTUAL_SEEN);
    sendSignal(first.pid, 'SIGKILL');
    await shows(web1, []);
    const second = startVipward(web1, configOf(web1, 150));
    await isIn(web1, 'master');
    await shows(web1, VIRTUAL_SEEN);
    startVipward(web2, configOf(web2, 200));
    await isIn(web1, 'backup');
    await shows(web1, []);
    await shows(web2, VIRTUAL_SEEN);
    await second.stop();
  });

  test('a dataplane that dies is cleared up after by main, and the next one sets them again', async (context) => {
    const { web1, daemon } = await masterWithAll(context);
    sendSignal(dataplaneOf(daemon), 'SIGKILL');
    await shows(web1, STATIC_SEEN);
    await shows(web1, [...VIRTUAL_SEEN, ...STATIC_SEEN]);
    await daemon.stop();
    expect(await seenOn(web1)).toEqual([]);
  });

  test('a stop while the dataplane is down leaves nothing either', async (context) => {
    const { web1, daemon } = await masterWithAll(context);
    sendSignal(dataplaneOf(daemon), 'SIGKILL');
    await daemon.waitForLog(/the dataplane was ended by SIGKILL; it starts again/, LIMIT_MS);
    await daemon.stop();
    expect(await seenOn(web1)).toEqual([]);
  });

  test('both processes killed at once: what they left is not there after the next start', async (context) => {
    const { web1, daemon } = await masterWithAll(context);
    await daemon.kill();
    await shows(web1, [...VIRTUAL_SEEN, ...STATIC_SEEN]);
    const others = ['10.9.0.0/16 dev eth0 proto static', '10.8.0.0/16 dev eth0 proto 118'];
    for (const route of others) await web1.run(['ip', 'route', 'add', ...route.split(' ')]);
    startVipward(web1, configOf(web1, 150, VIRTUAL.slice(0, 3).concat('}')));
    await isIn(web1, 'master');
    await shows(web1, VIRTUAL_SEEN.slice(0, 2));
    expect((await web1.run(['ip', 'route', 'show', '10.9.0.0/16'])).output).toContain('proto static');
    expect((await web1.run(['ip', '-o', 'addr', 'show', 'to', '10.88.0.1'])).output).toBe('');
  });

  test('a reload touches only what differs, without a transition', async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    const web1 = lab.node('web1');
    startVipward(web1, configOf(web1, 150));
    const before = await waitForStatus(web1, LIMIT_MS, ({ instances }) => instances[0]?.state === 'master');
    await shows(web1, VIRTUAL_SEEN);
    const changes = web1.start('monitor', ['ip', 'monitor', 'route', 'rule', 'address']);
    const virtual = VIRTUAL.map((line) => line.replace('10.2.0.0/16', '10.5.0.0/16'));
    writeFileSync(join(web1.directory, 'vipward.conf'), configOf(web1, 150, virtual));
    const answer = await reloadOf(web1);
    expect(answer).toMatchObject({
      outcome: 'applied',
      changes: [
        'instance VI_1 route blackhole 10.2.0.0/16 table 100 removed',
        'instance VI_1 route blackhole 10.5.0.0/16 table 100 added',
      ],
    });
    await shows(
      web1,
      VIRTUAL_SEEN.map((line) => line.replace('10.2.0.0/16', '10.5.0.0/16')),
    );
    await changes.waitForLog(/10\.5\.0\.0/, LIMIT_MS);
    expect(changes.log()).not.toMatch(/10\.1\.0\.0|fd00:1|700:|10\.77\.0\.50/);
    const after = await waitForStatus(web1, LIMIT_MS, () => true);
    expect(after.instances[0]?.sinceMs).toBe(before.instances[0]?.sinceMs);
  });

  test('one that another program removes ends the mastership, unless it says no_track', async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] });
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    const virtual = VIRTUAL.map((line) => (line.includes('10.2.') ? `${line} no_track` : line));
    const one = startVipward(web1, configOf(web1, 150, virtual));
    await isIn(web1, 'master');
    startVipward(web2, configOf(web2, 100, virtual));
    await isIn(web2, 'backup');
    await web1.run(['ip', 'route', 'del', 'blackhole', '10.2.0.0/16', 'table', '100']);
    await web1.run(['ip', 'rule', 'del', 'priority', '700']);
    const text = /rule from 10\.1\.0\.0\/16 to 10\.3\.0\.0\/16 table 100 priority 700 is gone from this host/;
    await one.waitForLog(text, LIMIT_MS);
    expect(one.log()).not.toMatch(/route .* is gone/);
    await isIn(web1, 'master');
    await shows(web1, VIRTUAL_SEEN);
  });

  test('one that cannot be set is a fault that says why', async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    const web1 = lab.node('web1');
    startVipward(web1, configOf(web1, 150, ['virtual_routes {', '10.1.0.0/16 via 192.0.2.1 dev eth0', '}']));
    const status = await waitForStatus(web1, LIMIT_MS, ({ instances }) => instances[0]?.state === 'fault');
    expect(status.instances[0]?.causeText).toMatch(
      /cannot set route 10\.1\.0\.0\/16 via 192\.0\.2\.1 dev eth0: .*gateway/,
    );
    expect(await seenOn(web1)).toEqual([]);
  });
});

describe.concurrent('static_ipaddress, static_routes and static_rules', () => {
  test('they stand also without instances, and go at the stop', async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    const web1 = lab.node('web1');
    const daemon = startVipward(web1, STATIC.join('\n'));
    await shows(web1, STATIC_SEEN);
    await daemon.stop();
    expect(await seenOn(web1)).toEqual([]);
  });

  test('what another program takes away is put back, unless it says no_track', async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    const web1 = lab.node('web1');
    const statics = [...STATIC, 'static_routes {', '    10.6.0.0/16 dev eth0 no_track', '}'];
    startVipward(web1, statics.join('\n'));
    const untracked = '10.6.0.0/16 dev eth0 proto 118 scope link';
    await shows(web1, [...STATIC_SEEN, untracked]);
    await web1.run(['ip', 'route', 'del', '10.6.0.0/16']);
    // takes the route to 10.4 along
    await web1.run(['ip', 'addr', 'del', '10.88.0.1/24', 'dev', 'eth0']);
    await shows(web1, STATIC_SEEN);
    await web1.run(['ip', 'rule', 'del', 'from', '10.4.0.0/16']);
    await shows(web1, STATIC_SEEN);
  });

  test('an instance of a track_group is in fault while the interface of its static line is down', async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    const web1 = lab.node('web1');
    await web1.run(['ip', 'link', 'add', 'br0', 'type', 'bridge']);
    const statics = [
      'track_group G {',
      '    group {',
      '        VI_1',
      '    }',
      '}',
      'static_ipaddress {',
      '    10.88.0.1/24 dev br0 track_group G',
      '}',
    ];
    startVipward(web1, configOf(web1, 150, [], statics));
    await isIn(web1, 'fault');
    await web1.run(['ip', 'link', 'set', 'br0', 'up']);
    await isIn(web1, 'master');
  });
});
