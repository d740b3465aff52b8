import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OwnedFd } from '../../../src/linux/fd.ts';
import { orThrow } from '../../../src/linux/libc.ts';
import { createNetworkNamespace, inNamespaces } from '../../../src/linux/namespace.ts';
import { openNetwork } from '../../../src/linux/network.ts';
import type { Link, Network } from '../../../src/ports/network.ts';

let namespace: OwnedFd;
let network: Network;

beforeEach(() => {
  namespace = orThrow(createNetworkNamespace());
  inside('ip link add eth0 type veth peer name far && ip link set far up && ip link set eth0 up');
  network = orThrow(orThrow(inNamespaces({ net: namespace }, () => openNetwork())));
});

afterEach(() => {
  network.close();
  namespace.close();
});

function inside(script: string): void {
  const run = () => spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  const { status, stderr } = orThrow(inNamespaces({ net: namespace }, run));
  if (status !== 0) throw new Error(`${script}: ${stderr}`);
}

/** As the kernel would have told it wrongly. */
const eth0 = (running: Link['running']): Link => ({
  index: 2,
  name: 'eth0',
  mac: new Uint8Array(6),
  mtu: 1500,
  running,
  kind: 'ethernet',
});

const answers = (told: Link['running']): readonly Link['running'][] =>
  orThrow(
    inNamespaces({ net: namespace }, () =>
      (['auto', 'mii', 'ethtool', 'ioctl'] as const).map((beat) => network.hasLinkBeat(eth0(told), beat)),
    ),
  );

test('the driver is asked, whatever the kernel was heard to say', () => {
  expect(answers('no')).toEqual(['yes', 'yes', 'yes', 'yes']);
  inside('ip link set far down');
  expect(answers('yes')).toEqual(['no', 'no', 'no', 'no']);
  inside('ip link set far up');
  expect(answers('no')).toEqual(['yes', 'yes', 'yes', 'yes']);
});

test('an interface that is down has no link, and of one that is gone the kernel is believed', () => {
  inside('ip link set eth0 down');
  expect(answers('yes')).toEqual(['no', 'no', 'no', 'no']);
  inside('ip link del eth0');
  expect(answers('yes')).toEqual(['yes', 'yes', 'yes', 'yes']);
});
