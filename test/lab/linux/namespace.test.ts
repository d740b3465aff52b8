import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { orThrow } from '../../../src/linux/libc.ts';
import {
  closeNamespaces,
  createHostNamespaces,
  createNetworkNamespace,
  inNamespaces,
} from '../../../src/linux/namespace.ts';
import { Netlink } from '../../../src/linux/netlink.ts';

const KINDS = ['net', 'pid_for_children', 'mnt'] as const;
const here = (): readonly string[] => KINDS.map((kind) => readlinkSync(`/proc/thread-self/ns/${kind}`));

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
});

/** Output of a child that is started by `start` at once. */
async function outputOf(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return output.trim();
}

test('a new network namespace has one loopback link, and the thread is back where it was', () => {
  const before = here();
  const net = orThrow(createNetworkNamespace());
  expect(here()).toEqual(before);
  const netlink = orThrow(orThrow(inNamespaces({ net }, () => Netlink.open())));
  expect(here()).toEqual(before);
  expect(orThrow(netlink.links())).toMatchObject([{ name: 'lo', kind: 'loopback', running: 'no' }]);
  netlink.close();
  net.close();
});

test('the thread comes back also when the action throws', () => {
  const [before, directory] = [here(), process.cwd()];
  const net = orThrow(createNetworkNamespace());
  expect(() =>
    inNamespaces({ net }, () => {
      throw new Error('inside');
    }),
  ).toThrow('inside');
  expect(here()).toEqual(before);
  expect(readlinkSync('/proc/thread-self/cwd')).toBe(directory);
  net.close();
});

test('a sysctl written inside a namespace stays there', () => {
  const path = '/proc/sys/net/ipv4/igmp_max_memberships';
  const before = readFileSync(path, 'utf8');
  const net = orThrow(createNetworkNamespace());
  orThrow(inNamespaces({ net }, () => writeFileSync(path, '123')));
  expect(orThrow(inNamespaces({ net }, () => readFileSync(path, 'utf8').trim()))).toBe('123');
  expect(readFileSync(path, 'utf8')).toBe(before);
  net.close();
});

test('a host has its own processes, mounts and links; the real host sees no mount of it', async () => {
  const [before, directory] = [here(), process.cwd()];
  const mountName = `vipward-test-${process.pid}`;
  const { namespaces, holder } = orThrow(
    createHostNamespaces(() => {
      const child = spawn(
        '/bin/sh',
        ['-c', `mount -t proc proc /proc && mount -t tmpfs ${mountName} /run && echo up && exec sleep 60`],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      children.push(child);
      return child;
    }),
  );
  expect(here()).toEqual(before);
  expect(readlinkSync('/proc/thread-self/cwd')).toBe(directory);
  await new Promise((resolve) => holder.stdout?.once('data', resolve));

  const inside = orThrow(
    inNamespaces(namespaces, () =>
      spawn('/bin/sh', ['-c', 'echo /proc/[0-9]*; grep -c vipward-test- /proc/mounts; pwd'], { stdio: 'pipe' }),
    ),
  );
  const output = await outputOf(inside);
  expect(output).toMatch(/^\/proc\/1 \/proc\/\d+\n1\n\/$/);
  expect(here()).toEqual(before);
  expect(readlinkSync('/proc/thread-self/cwd')).toBe(directory);
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(mountName);
  closeNamespaces(namespaces);
});

test('a host whose holder mounts its own /proc at once is there all the same', () => {
  const directory = mkdtempSync(join(tmpdir(), 'vipward-linux-'));
  const done = join(directory, 'done');
  const startHolder = (): void => {
    children.push(spawn('/bin/sh', ['-c', `mount -t proc proc /proc && touch ${done} && exec sleep 60`]));
    const limitAt = Date.now() + 10_000;
    while (!existsSync(done) && Date.now() < limitAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  };
  const { namespaces } = orThrow(createHostNamespaces(startHolder));
  expect(existsSync(done)).toBe(true);
  const comm = orThrow(inNamespaces(namespaces, () => readFileSync('/proc/1/comm', 'utf8')));
  expect(comm).toMatch(/^(sh|dash|touch|sleep)\n$/);
  closeNamespaces(namespaces);
  rmSync(directory, { recursive: true });
});

test('a holder that cannot be started leaves the thread where it was', () => {
  const before = here();
  expect(() =>
    createHostNamespaces(() => {
      throw new Error('no holder');
    }),
  ).toThrow('no holder');
  expect(here()).toEqual(before);
});
