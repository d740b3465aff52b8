import { expect, test } from 'vitest';
import type { Host } from '../../../src/lab/host.ts';
import { pairConfigText } from '../../../src/lab/pair-config.ts';
import { until } from '../../../src/lab/until.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { orThrow } from '../../../src/linux/libc.ts';
import { monotonicUs } from '../../../src/linux/clock.ts';
import { inNamespaces } from '../../../src/linux/namespace.ts';
import { openNetwork } from '../../../src/linux/network.ts';
import type { IpAddress } from '../../../src/model/address.ts';
import { VRRP_GROUPS } from '../../../src/model/address.ts';
import type { ReceivedPacket, VrrpSocket } from '../../../src/ports/network.ts';
import { labFor } from '../../support/lab.ts';
import { waitForStatus } from '../../support/lab-status.ts';

const LIMIT_MS = 30_000;
const BAD_PACKETS = 600;
const EVERY_MS = 10;
const ADVERT_INTERVAL_S = 0.5;

/** A raw socket of protocol 112 on a host's eth0, in this process. */
function rawSocketOn(host: Host, receive: (packet: ReceivedPacket) => void): { socket: VrrpSocket; close: () => void } {
  const open = (): { socket: VrrpSocket; close: () => void } => {
    const network = orThrow(openNetwork());
    const link = orThrow(network.links()).find(({ name }) => name === 'eth0');
    if (link === undefined) throw new Error(`${host.name} has no eth0`);
    const socket = orThrow(network.openVrrpSocket(link, 4, receive));
    orThrow(socket.join(VRRP_GROUPS[4]));
    return { socket, close: () => network.close() };
  };
  return orThrow(inNamespaces({ net: host.namespaces.net }, open));
}

/** VRRP 3, VRID 51, priority 250: it would win, if its checksum were right. */
const BAD_ADVERT = Uint8Array.of(0x31, 51, 250, 1, 0, 50, 0xde, 0xad, 10, 77, 0, 50);

test('RX-47 a master under 100 adverts a second with a bad checksum misses none of its own', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] });
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const { address } = web1;
  const text = { vip: '10.77.0.50', address, peer: web2.address, priority: 150, version: 3 } as const;
  startVipward(web1, pairConfigText({ ...text, advertIntervalS: ADVERT_INTERVAL_S }));
  await waitForStatus(web1, LIMIT_MS, ({ instances }) => instances[0]?.state === 'master');
  const heardUs: number[] = [];
  const observer = rawSocketOn(lab.client, ({ source }) => {
    if (source === address) heardUs.push(monotonicUs());
  });
  const sender = rawSocketOn(web2, () => {});
  const bad = { source: web2.address, destination: VRRP_GROUPS[4], ttl: 255, payload: BAD_ADVERT };
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < BAD_PACKETS && sender.socket.send(bad).ok) sent += 1;
  }, EVERY_MS);
  await until(
    () => `${BAD_PACKETS} bad packets, not ${sent}`,
    LIMIT_MS,
    () => sent === BAD_PACKETS,
  );
  clearInterval(timer);
  const report = await waitForStatus(
    web1,
    LIMIT_MS,
    ({ instances }) => (instances[0]?.counters.rx_checksum_error ?? 0) >= BAD_PACKETS,
  );
  observer.close();
  sender.close();

  // From the first that was heard to the last, each in its interval: whatever starts or ends in between.
  const spanS = ((heardUs.at(-1) ?? 0) - (heardUs[0] ?? 0)) / 1e6;
  expect(spanS).toBeGreaterThan((BAD_PACKETS * EVERY_MS) / 1000 - 2 * ADVERT_INTERVAL_S);
  expect(heardUs.length).toBeGreaterThanOrEqual(Math.round(spanS / ADVERT_INTERVAL_S) + 1);
  expect(report.instances[0]?.state).toBe('master');
  expect(report.instances[0]?.refused).toMatchObject([{ source: web2.address as IpAddress }]);
});
