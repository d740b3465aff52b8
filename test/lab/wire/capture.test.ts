import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../../src/lab/host.ts';
import type { HostProcess } from '../../../src/lab/host-process.ts';
import { startKeepalived } from '../../../src/lab/keepalived.ts';
import { type PairConfig, pairConfigText } from '../../../src/lab/pair-config.ts';
import { PROJECT_ROOT } from '../../../src/lab/project-root.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { labFor } from '../../support/lab.ts';

const LIMIT_MS = 30_000;
const VIP = '10.77.0.50';
const PROGRAM = [process.execPath, join(PROJECT_ROOT, 'bin/vipward'), 'capture'];

const configOf = (host: Host, peer: Host, more: Partial<PairConfig>): string =>
  pairConfigText({ vip: VIP, address: host.address, peer: peer.address, priority: 100, ...more });

async function startCapture(host: Host, ...parameters: readonly string[]): Promise<HostProcess> {
  const started = host.start('capture', [...PROGRAM, ...parameters]);
  await started.waitForLog(/^listening on/, LIMIT_MS);
  return started;
}

/** Writes what it sees to a file, as people do, and goes on; resolves with its path when it listens. */
async function startTcpdump(host: Host, device: string): Promise<string> {
  const file = join(host.directory, `${device}.pcap`);
  const argv = ['tcpdump', '--immediate-mode', '-i', device, '-U', '-Z', 'root', '-w', file, 'ip proto 112'];
  await host.start('tcpdump', argv).waitForLog(/listening on/, LIMIT_MS);
  return file;
}

describe.concurrent('vipward capture', () => {
  test('two nodes with different passwords: live and from a file it says who refuses whom', async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'tcpdump');
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    const ours = configOf(web2, web1, { password: '2222' });
    const file = web2.writeFile('judge.conf', ours);
    const [onEthernet, onAny] = [await startTcpdump(web2, 'eth0'), await startTcpdump(web2, 'any')];
    const capture = await startCapture(web2, '-i', 'eth0', '-c', file);
    // Not keepalived: it falls silent itself while it refuses the adverts of another.
    startVipward(web1, configOf(web1, web2, { password: '1111', priority: 150 }));
    await capture.waitForLog(
      /eth0 vrid 51 IPv4: 10\.77\.0\.1 speaks: version 2, priority 150, advert_int 1 s, 10\.77\.0\.50, auth PASS, TTL 255/,
      LIMIT_MS,
    );
    await capture.waitForLog(/WARNING 10\.77\.0\.1 is refused here by VI_1: received an invalid passwd!/, LIMIT_MS);
    startVipward(web2, ours);
    await capture.waitForLog(/10\.77\.0\.2 is this node/, LIMIT_MS);
    await capture.waitForLog(
      /10\.77\.0\.1 has another password, 10\.77\.0\.2 has another password: each refuses/,
      LIMIT_MS,
    );
    await capture.waitForLog(
      /two masters at once: 10\.77\.0\.1 \(priority 150\) and 10\.77\.0\.2 \(priority 100\)/,
      LIMIT_MS,
    );
    expect((await capture.stop('SIGINT')).code).toBe(1);
    await capture.ended;
    expect(capture.log()).toMatch(/^eth0 +51 +10\.77\.0\.1 +speaking +2 +150 +1 s +PASS .* REFUSED +10\.77\.0\.50$/m);
    expect(capture.log()).not.toMatch(/1111|2222/);

    for (const pcap of [onEthernet, onAny]) {
      const read = await lab.client.run([...PROGRAM, '--pcap', pcap, '-c', file]);
      expect(read.code).toBe(1);
      expect(read.output).toMatch(/two masters at once: 10\.77\.0\.1/);
      expect(read.output).toMatch(/ 51 +10\.77\.0\.2 +\w+ +2 +100 +1 s +PASS +255 /);
      expect(read.output).toMatch(/10\.77\.0\.1 is refused here by VI_1: received an invalid passwd!/);
    }
  });

  test('a pair in order: a line for each change, nothing to warn of, JSON for programs', async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'keepalived');
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    const protocol = { version: 3, advertIntervalS: 0.2 } as const;
    const capture = await startCapture(lab.client);
    const json = await startCapture(lab.client, '-i', 'eth0', '--json', '--all');
    const backup = await startKeepalived(web2, configOf(web2, web1, protocol));
    await capture.waitForLog(
      /10\.77\.0\.2 speaks: version 3, priority 100, advert_int 0\.2 s.*checksum pseudo/,
      LIMIT_MS,
    );
    const master = startVipward(web1, configOf(web1, web2, { ...protocol, priority: 150 }));
    await capture.waitForLog(/10\.77\.0\.1 speaks: version 3, priority 150/, LIMIT_MS);
    await capture.waitForLog(/10\.77\.0\.2 is silent for/, LIMIT_MS);
    await master.stop();
    await capture.waitForLog(/10\.77\.0\.1 gives up: priority 0/, LIMIT_MS);
    await capture.waitForLog(/10\.77\.0\.2 speaks again/, LIMIT_MS);
    await backup.stop();
    await capture.waitForLog(/10\.77\.0\.2 gives up: priority 0/, LIMIT_MS);
    expect((await capture.stop('SIGINT')).code).toBe(0);
    await capture.ended;
    expect(capture.log()).not.toMatch(/WARNING/);
    await json.stop('SIGINT');
    await json.ended;
    const events = json
      .logLines()
      .flatMap(({ text }) => (text.startsWith('{') ? [JSON.parse(text) as { event: string }] : []));
    expect(events.filter(({ event }) => event === 'packet').length).toBeGreaterThan(5);
    expect(events.at(-1)).toMatchObject({
      event: 'summary',
      routers: [
        {
          vrid: 51,
          senders: [
            { source: '10.77.0.2', state: 'left' },
            { source: '10.77.0.1', state: 'left' },
          ],
          warnings: [],
        },
      ],
    });
  });

  test('without the right to listen it says which one, and that a file needs none', async (context) => {
    const lab = await labFor(context, { nodes: [] });
    const without = ['setpriv', '--bounding-set', '-net_raw', '--inh-caps', '-net_raw'];
    const ran = await lab.client.run([...without, ...PROGRAM, '--for', '1s']);
    expect(ran.code).toBe(2);
    expect(ran.output).toMatch(/lacks the capability CAP_NET_RAW.*run as root or grant it\. A file needs no right/);
    expect((await lab.client.run([...PROGRAM, '-i', 'eth7'])).output).toMatch(
      /no interface eth7 here; there are lo, eth0/,
    );
  });
});
