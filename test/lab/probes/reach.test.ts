import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Outcome } from '../../../src/health/outcome.ts';
import { verdictOf } from '../../../src/health/verdict.ts';
import type { OwnedFd } from '../../../src/linux/fd.ts';
import { orThrow } from '../../../src/linux/libc.ts';
import { createNetworkNamespace, inNamespaces } from '../../../src/linux/namespace.ts';
import { Netlink } from '../../../src/linux/netlink.ts';
import type { IpAddress } from '../../../src/model/address.ts';
import type { ArpProbeConfig, PingProbeConfig } from '../../../src/model/probe/reach.ts';
import type { Run } from '../../../src/probes/probe.ts';
import { probeFor } from '../../../src/probes/probe-for.ts';
import { checkConfig } from '../../support/configs.ts';
import { programFor } from '../../support/program.ts';

const SETPRIV = '/usr/bin/setpriv';
const NODE = '10.9.0.1' as IpAddress;
const GATEWAY = '10.9.0.2' as IpAddress;
const NOBODY = '10.9.0.3' as IpAddress;
const VIP = '10.9.0.100' as IpAddress;

/** Two hosts on one cable: a node that asks, and a gateway. */
interface Side {
  readonly namespace: OwnedFd;
  readonly netlink: Netlink;
  readonly index: number;
}
let node: Side;
let gateway: Side;

beforeEach(async () => {
  const [left, right] = [orThrow(createNetworkNamespace()), orThrow(createNetworkNamespace())];
  const cable = orThrow(orThrow(inNamespaces({ net: left }, () => Netlink.open())));
  orThrow(cable.createVethPair({ name: 'eth0', peerName: 'eth0', peerNamespaceFd: right }));
  cable.close();
  [node, gateway] = [side(left, NODE), side(right, GATEWAY)];
  // A cable that says "running" may still drop packets for a moment.
  await vi.waitFor(async () => expect(await outcomeOf(ping({ count: 1 }))).toMatchObject({ result: 'ok' }), 10_000);
});

afterEach(() => {
  for (const { netlink, namespace } of [node, gateway]) {
    netlink.close();
    namespace.close();
  }
});

function side(namespace: OwnedFd, address: IpAddress): Side {
  const netlink = orThrow(orThrow(inNamespaces({ net: namespace }, () => Netlink.open())));
  const index = orThrow(netlink.links()).find(({ name }) => name === 'eth0')?.index ?? 0;
  orThrow(netlink.addAddress({ index, address, prefixLength: 24, scope: 0 }));
  orThrow(netlink.setUp(index));
  return { namespace, netlink, index };
}

const COMMON = { targets: [GATEWAY], need: 1, count: 3, replies: 1, spacingMs: 20, waitMs: 500, from: 'any' } as const;
const ping = (changes: Partial<PingProbeConfig> = {}): PingProbeConfig => ({
  kind: 'ping',
  interface: 'any',
  ...COMMON,
  ...changes,
});
const arp = (changes: Partial<ArpProbeConfig> = {}): ArpProbeConfig => ({
  kind: 'arp',
  interface: 'eth0',
  ...COMMON,
  ...changes,
});

/** Sockets are opened by the start, in the node's namespace, and stay there. */
const startOnNode = (probe: PingProbeConfig | ArpProbeConfig): Promise<Run> =>
  orThrow(
    inNamespaces({ net: node.namespace }, () => probeFor(checkConfig({ probe, timeoutMs: 10_000 }), 'warn').start(0)),
  );
const outcomeOf = async (probe: PingProbeConfig | ArpProbeConfig): Promise<Outcome> =>
  (await (await startOnNode(probe)).settled).outcome;
const sysctl = ({ namespace }: Side, name: string, value: string): void =>
  orThrow(inNamespaces({ net: namespace }, () => writeFileSync(`/proc/sys/net/ipv4/${name}`, value)));

const neighbours = (): string => readFileSync('/proc/thread-self/net/arp', 'utf8');
const descriptors = (): number => readdirSync('/proc/self/fd').length;

test.each([
  ['a ping socket', '0 2147483647'],
  ['a raw socket', '1 0'],
])('a gateway that answers is healthy through %s', async (_kind, range) => {
  sysctl(node, 'ping_group_range', range);
  expect(await outcomeOf(ping({ from: NODE, interface: 'eth0' }))).toMatchObject({
    type: 'probed',
    result: 'ok',
    detail: expect.stringMatching(/^10\.9\.0\.2 answers 3 of 3, \d+\.\d\d ms$/),
  });
  expect(await outcomeOf(ping({ targets: [NOBODY], waitMs: 50 }))).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining(NOBODY),
  });
});

test('two runs at the same time do not take each other’s answers', async () => {
  const both = await Promise.all([
    outcomeOf(ping()),
    outcomeOf(ping({ targets: [GATEWAY, NOBODY], need: 2, waitMs: 50 })),
  ]);
  expect(both).toMatchObject([{ result: 'ok' }, { result: 'bad', detail: expect.stringContaining('1 of 2 answer') }]);
});

test('NP-06 a lost packet is a warning, a second witness that is silent too', async () => {
  const run = await startOnNode(ping({ spacingMs: 200, waitMs: 100 }));
  setTimeout(() => sysctl(gateway, 'icmp_echo_ignore_all', '1'), 100);
  expect((await run.settled).outcome).toMatchObject({
    result: 'warn',
    detail: expect.stringContaining('answers 1 of 3'),
  });
  sysctl(gateway, 'icmp_echo_ignore_all', '0');
  expect(await outcomeOf(ping({ targets: [GATEWAY, NOBODY], waitMs: 50 }))).toMatchObject({ result: 'warn' });
});

test('a gateway that ignores pings answers ARP', async () => {
  sysctl(gateway, 'icmp_echo_ignore_all', '1');
  expect(await outcomeOf(ping({ waitMs: 50 }))).toMatchObject({ result: 'bad' });
  expect(await outcomeOf(arp())).toMatchObject({
    result: 'ok',
    detail: expect.stringMatching(/^10\.9\.0\.2 answers 3 of 3/),
  });
  expect(await outcomeOf(arp({ targets: [NOBODY], waitMs: 50 }))).toMatchObject({ result: 'bad' });
});

test('the node asks from its own address, not from a VIP that it holds', async () => {
  for (const prefixLength of [24, 32]) {
    orThrow(node.netlink.addAddress({ index: node.index, address: VIP, prefixLength, scope: 0 }));
    expect(await outcomeOf(arp())).toMatchObject({ result: 'ok' });
    const known = orThrow(inNamespaces({ net: gateway.namespace }, neighbours));
    expect(known).toContain(NODE);
    expect(known).not.toContain(VIP);
    orThrow(node.netlink.removeAddress({ index: node.index, address: VIP, prefixLength, scope: 0 }));
  }
});

test('a node without its link is isolated, and is told so', async () => {
  orThrow(node.netlink.setDown(node.index));
  const outcome = await outcomeOf(ping({ targets: [GATEWAY, NOBODY], waitMs: 50 }));
  expect(outcome).toMatchObject({ result: 'bad', detail: expect.stringMatching(/may be isolated.*unreachable/) });
  expect(verdictOf(outcome, '', 'keepalived')).toMatchObject({ blame: 'service' });
  expect(await outcomeOf(arp({ waitMs: 50 }))).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining('ENETDOWN'),
  });
});

test.each([
  [ping({ from: '10.9.0.77' as IpAddress }), 'the address 10.9.0.77 to ping from is not on this host'],
  [ping({ interface: 'eth7' }), 'there is no interface eth7'],
  [arp({ interface: 'eth7' }), 'there is no interface eth7'],
  [arp({ interface: 'lo' }), 'interface lo has no ARP'],
  [arp({ from: '10.9.0.77' as IpAddress }), 'has not the address 10.9.0.77'],
  [arp({ targets: ['10.8.0.1' as IpAddress] }), 'no IPv4 address in the subnet of 10.8.0.1'],
])('NP-06 what this host lacks is the fault of the check: %j', async (probe, words) => {
  const outcome = await outcomeOf(probe);
  expect(outcome).toMatchObject({ result: 'broken', detail: expect.stringContaining(words) });
  expect(verdictOf(outcome, '', 'keepalived')).toMatchObject({ blame: 'checker' });
});

test('NP-06 without a right to ping the check is broken, and the fix is said', (context) => {
  const program = programFor(
    context,
    'powerless',
    `import { probeFor } from '../../src/probes/probe-for.ts';
     import { checkConfig } from '../support/configs.ts';
     const common = ${JSON.stringify(COMMON)};
     const probes = [{ kind: 'ping', interface: 'any', ...common }, { kind: 'arp', interface: 'eth0', ...common }];
     for (const probe of probes) {
       probeFor(checkConfig({ probe }), 'warn').start(0).then((run) => run.settled).then(({ outcome }) => console.log(JSON.stringify(outcome)));
     }`,
  );
  sysctl(node, 'ping_group_range', '1 0');
  const argv = ['--bounding-set', '-net_raw', process.execPath, program];
  const ran = orThrow(inNamespaces({ net: node.namespace }, () => spawnSync(SETPRIV, argv, { encoding: 'utf8' })));
  const [pinged, asked] = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome);
  expect(pinged).toMatchObject({
    result: 'broken',
    detail: expect.stringMatching(/no right to ping.*ping_group_range.*CAP_NET_RAW/),
  });
  expect(asked).toMatchObject({ result: 'broken', detail: expect.stringContaining('CAP_NET_RAW') });
});

test('NP-07 a run that is ended leaves no descriptor', async () => {
  const before = descriptors();
  for (const probe of [ping({ waitMs: 5000 }), arp({ waitMs: 5000, targets: [NOBODY] })]) {
    const run = await startOnNode(probe);
    run.cancel('stop');
    expect((await run.settled).outcome.type).toBe('cancelled');
  }
  await expect.poll(descriptors, { timeout: 5000, interval: 10 }).toBe(before);
});
