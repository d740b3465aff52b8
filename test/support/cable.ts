/** Two namespaces with a cable between them, as the product's own sockets and netlink see them. */
import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach } from 'vitest';
import type { OwnedFd } from '../../src/linux/fd.ts';
import { call, libc, orThrow } from '../../src/linux/libc.ts';
import { createNetworkNamespace, inNamespaces } from '../../src/linux/namespace.ts';
import { Netlink } from '../../src/linux/netlink.ts';
import { openNetwork } from '../../src/linux/network.ts';
import { watchReadable } from '../../src/linux/readiness.ts';
import { openSocket } from '../../src/linux/socket/options.ts';
import type { IpAddress, IpFamily } from '../../src/model/address.ts';
import type { Link, Network, NetworkChange, ReceivedPacket, VrrpSocket } from '../../src/ports/network.ts';

export const WAIT_LIMIT_MS = 10_000;
/** An advert. */
export const PAYLOAD = Uint8Array.from(Buffer.from('31349601003243880a09006e', 'hex'));
const WARM_UP = Uint8Array.of(0);

/** One side of a cable: a namespace with `eth0`, its network as the product sees it, and what was reported. */
export interface Host {
  readonly namespace: OwnedFd;
  readonly network: Network;
  readonly netlink: Netlink;
  readonly address: IpAddress;
  readonly changes: NetworkChange[];
  readonly packets: ReceivedPacket[];
}

const ends: { a?: Host; b?: Host } = {};
const toClose: { close(): void }[] = [];

/** The two sides, anew for each test of a file that calls {@link useCable}. */
export const hosts = {
  get a(): Host {
    return ends.a ?? noCable();
  },
  get b(): Host {
    return ends.b ?? noCable();
  },
};

function noCable(): never {
  throw new Error('useCable was not called');
}

/** Lays a new cable before each test and takes it away after it. */
export function useCable(): void {
  beforeEach(layCable);
  afterEach(() => {
    for (const closable of toClose.splice(0).toReversed()) closable.close();
  });
}

/** Closed after the test. */
export function closeLater<Closable extends { close(): void }>(closable: Closable): Closable {
  toClose.push(closable);
  return closable;
}

async function layCable(): Promise<void> {
  const [left, right] = [orThrow(createNetworkNamespace()), orThrow(createNetworkNamespace())];
  const cable = orThrow(orThrow(inNamespaces({ net: left }, () => Netlink.open())));
  orThrow(cable.createVethPair({ name: 'eth0', peerName: 'eth0', peerNamespaceFd: right }));
  cable.close();
  ends.a = host(left, '10.9.0.1' as IpAddress);
  ends.b = host(right, '10.9.0.2' as IpAddress);
  await cableWorks();
}

function host(namespace: OwnedFd, address: IpAddress): Host {
  const [netlink, network] = orThrow(
    inNamespaces({ net: namespace }, () => [orThrow(Netlink.open()), orThrow(openNetwork())] as const),
  );
  toClose.push(namespace, netlink, network);
  const link = eth0({ network });
  orThrow(netlink.addAddress({ index: link.index, address, prefixLength: 24, scope: 0 }));
  orThrow(netlink.setUp(link.index));
  const changes: NetworkChange[] = [];
  network.onChange((change) => changes.push(change));
  return { namespace, network, netlink, address, changes, packets: [] };
}

export const linkOf = ({ network }: { readonly network: Network }, wanted: string): Link | undefined =>
  orThrow(network.links()).find(({ name }) => name === wanted);

export function eth0(at: { readonly network: Network }): Link {
  const link = linkOf(at, 'eth0');
  if (link === undefined) throw new Error('eth0 is missing');
  return link;
}

export async function until(what: string, condition: () => unknown): Promise<void> {
  const limitAt = Date.now() + WAIT_LIMIT_MS;
  while (!condition()) {
    if (Date.now() > limitAt) throw new Error(`waited ${WAIT_LIMIT_MS} ms in vain until ${what}`);
    await delay(2);
  }
}

/**
 * A link that says "running" can still drop what is sent, without an error, until the kernel's link watch has started
 * its queue: only what arrives proves that it works. The sockets stay, so that receive stamps stay switched on.
 */
async function cableWorks(): Promise<void> {
  const arrived = new Set<Host>();
  const { a, b } = hosts;
  const [left, right] = [a, b].map((at) => socketAt(at, () => arrived.add(at)));
  await until('the cable works', () => {
    left?.send({ source: a.address, destination: b.address, ttl: 1, payload: WARM_UP });
    right?.send({ source: b.address, destination: a.address, ttl: 1, payload: WARM_UP });
    return arrived.size === 2;
  });
}

/** A socket whose packets are kept in `packets`, without stragglers of the warm-up. */
export function vrrpSocket(at: Host, family: IpFamily = 4): VrrpSocket {
  const keep = (packet: ReceivedPacket): void => {
    if (packet.payload.length !== WARM_UP.length) at.packets.push(packet);
  };
  return socketAt(at, keep, family);
}

/** What arrives at the second host, from its IP header on. */
export function listenFor(etherType: number, wanted: (frame: Uint8Array) => boolean): Uint8Array[] {
  const [packetFamily, datagram, inNetworkOrder] = [17, 2, ((etherType & 0xff) << 8) | (etherType >> 8)] as const;
  const listen = () => orThrow(openSocket('a listener', [packetFamily, datagram, inNetworkOrder]));
  const listener = closeLater(orThrow(inNamespaces({ net: hosts.b.namespace }, listen)));
  const frames: Uint8Array[] = [];
  watchReadable(listener, () => {
    const frame = new Uint8Array(128);
    orThrow(call('listening', libc.recv(listener.number, frame, frame.length, 0)));
    if (wanted(frame)) frames.push(frame);
  });
  return frames;
}

function socketAt(at: Host, receive: (packet: ReceivedPacket) => void, family: IpFamily = 4): VrrpSocket {
  const open = (): VrrpSocket => orThrow(at.network.openVrrpSocket(eth0(at), family, receive));
  return closeLater(orThrow(inNamespaces({ net: at.namespace }, open)));
}

/** What a program prints that runs on one side. */
export const run = (at: Host, command: string, ...argv: string[]): string =>
  orThrow(inNamespaces({ net: at.namespace }, () => spawnSync(command, argv, { encoding: 'utf8' }).stdout));
