import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../src/lab/host.ts';
import type { HostProcess } from '../../src/lab/host-process.ts';
import { startKeepalived } from '../../src/lab/keepalived.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { type PairConfig, pairConfigText } from '../../src/lab/pair-config.ts';
import { startVipward } from '../../src/lab/vipward.ts';
import { labFor } from '../support/lab.ts';

/** Generous: a takeover takes at most four advert intervals and the script's interval. */
const LIMIT_MS = 20_000;
const VIP = '10.77.0.50';
/** Anything that says one side did not like what the other sent. */
const COMPLAINT = /bogus|dropped|invalid|mismatch|incorrect|incompatible|expecting|unsupported|error/i;

type Software = 'vipward' | 'keepalived';
type Protocol = Pick<PairConfig, 'version' | 'cast' | 'password' | 'advertIntervalS'>;

const PROTOCOLS: readonly [string, Protocol][] = [
  ['v2 multicast', { version: 2, cast: 'multicast' }],
  ['v2 multicast PASS', { version: 2, cast: 'multicast', password: '1111' }],
  ['v2 unicast', { version: 2, cast: 'unicast' }],
  ['v2 unicast PASS', { version: 2, cast: 'unicast', password: 's3cretpw' }],
  ['v3 multicast', { version: 3, cast: 'multicast', advertIntervalS: 0.3 }],
  ['v3 unicast', { version: 3, cast: 'unicast', advertIntervalS: 0.3 }],
];

const start = async (software: Software, host: Host, text: string): Promise<HostProcess> =>
  software === 'keepalived' ? startKeepalived(host, text) : startVipward(host, text);

/** A file on the host whose presence makes its check fail. */
const downFile = (host: Host): string => join(host.directory, 'down');

function configOf(host: Host, peer: Host, priority: number, protocol: Protocol): string {
  const check = { script: `/usr/bin/test ! -e ${downFile(host)}`, weight: -60 };
  return pairConfigText({ vip: VIP, address: host.address, peer: peer.address, priority, check, ...protocol });
}

/** Runs the whole life of a pair: the better node (`first`) and the other (`second`) of different makes. */
async function liveTogether(lab: Lab, first: Software, second: Software, protocol: Protocol): Promise<string> {
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const observer = await lab.observe(VIP);
  const [text1, text2] = [configOf(web1, web2, 150, protocol), configOf(web2, web1, 100, protocol)];
  const one = await start(first, web1, text1);
  const two = await start(second, web2, text2);

  await observer.waitUntilHolder('web1', LIMIT_MS);
  writeFileSync(downFile(web1), '');
  await observer.waitUntilHolder('web2', LIMIT_MS);
  rmSync(downFile(web1));
  await observer.waitUntilHolder('web1', LIMIT_MS);
  await one.stop();
  await observer.waitUntilHolder('web2', LIMIT_MS);
  const again = await start(first, web1, text1);
  await observer.waitUntilHolder('web1', LIMIT_MS);
  await again.kill();
  await observer.waitUntilAnswers('web2', LIMIT_MS);
  await two.stop();
  return [one.log(), again.log(), two.log()].join('\n');
}

describe('a pair of vipward and keepalived 2.2', () => {
  describe.concurrent.each(PROTOCOLS)('%s', (_name, protocol) => {
    test.for<[Software, Software]>([
      ['vipward', 'keepalived'],
      ['keepalived', 'vipward'],
    ])(
      '%s as master, %s as backup: takeover on stop, crash and priority both ways',
      async ([first, second], context) => {
        const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'keepalived');
        const log = await liveTogether(lab, first, second, protocol);
        expect(log.split('\n').filter((line) => COMPLAINT.test(line))).toEqual([]);
      },
    );
  });

  test.concurrent('with different passwords both say so', async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'keepalived');
    const [web1, web2] = [lab.node('web1'), lab.node('web2')];
    const ours = await start('vipward', web1, configOf(web1, web2, 150, { password: '1111' }));
    const theirs = await start('keepalived', web2, configOf(web2, web1, 100, { password: '2222' }));
    await ours.waitForLog(/advert from 10\.77\.0\.2 dropped: received an invalid passwd!/, LIMIT_MS);
    const complaint = await theirs.waitForLog(/received an invalid passwd/, LIMIT_MS);
    expect(complaint.text).toMatch(COMPLAINT);
  });

  test.concurrent(
    'vipward does not start beside a keepalived on the same host, and says what to do',
    async (context) => {
      const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'keepalived');
      const [web1, web2] = [lab.node('web1'), lab.node('web2')];
      await start('keepalived', web1, configOf(web1, web2, 150, {}));
      const beside = await start('vipward', web1, configOf(web1, web2, 150, {}));
      expect((await beside.ended).code).toBe(2);
      expect(beside.log()).toMatch(
        /not started: keepalived runs on this host \(pid \d+\)[\s\S]*systemctl disable --now keepalived/,
      );
    },
  );
});
