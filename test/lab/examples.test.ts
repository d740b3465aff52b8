import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import type { Host } from '../../src/lab/host.ts';
import type { Lab } from '../../src/lab/lab.ts';
import type { Observer } from '../../src/lab/observer/observer.ts';
import { startVipward } from '../../src/lab/vipward.ts';
import { startWebServer } from '../../src/lab/web-server.ts';
import { installMycat } from '../fixtures/mycat/install.ts';
import { labFor } from '../support/lab.ts';
import type { Peer } from '../support/peers.ts';
import { waitForStatus } from '../support/lab-status.ts';

const LIMIT_MS = 30_000;

interface Running {
  readonly lab: Lab;
  readonly observer: Observer;
}

/** Two nodes with the addresses that the examples are written for. */
async function openPair(context: TestContext, vip: string, ...peers: readonly Peer[]): Promise<Running> {
  const lab = await labFor(context, { nodes: ['one', 'two'], subnet: '192.0.2' }, 'curl', ...peers);
  return { lab, observer: await lab.observe(vip) };
}

/** The example as it stands in the repository; only the folder of the checks, addresses and given words are the lab's. */
function startExample(host: Host, file: string, words: Readonly<Record<string, string>>): void {
  const lab = {
    '/etc/vipward/checks/': `${process.cwd()}/checks/`,
    '192.0.2.11': '192.0.2.1',
    '192.0.2.12': '192.0.2.2',
  };
  const text = Object.entries({ ...lab, ...words }).reduce(
    (changed, [word, instead]) => changed.replaceAll(word, instead),
    readFileSync(join('examples', file), 'utf8'),
  );
  startVipward(host, text);
}

const startNginxNode = (host: Host, file: string): void =>
  startExample(host, `nginx-pair/${file}`, { 'checks/nginx ': `checks/nginx -p ${host.directory}/web.pid ` });

test.concurrent('nginx-pair: nginx dies, the node says so, and the other serves', async (context) => {
  const { lab, observer } = await openPair(context, '192.0.2.100', 'nginx');
  const [one, two] = [lab.node('one'), lab.node('two')];
  const [server] = await Promise.all([one, two].map((host) => startWebServer(host, host.name, 'nginx')));
  startNginxNode(one, 'web1.conf');
  // With nopreempt whoever is up first keeps the address.
  await observer.waitUntilPage('200 one', LIMIT_MS);
  startNginxNode(two, 'web2.conf');
  await waitForStatus(two, LIMIT_MS, ({ instances }) => instances[0]?.state === 'backup');
  await server?.process.kill();
  await observer.waitUntilPage('200 two', LIMIT_MS);
  const status = await waitForStatus(one, LIMIT_MS, ({ instances }) => instances[0]?.state === 'fault');
  expect(status.checks[0]).toMatchObject({ health: 'down', blame: 'service' });
  expect(status.checks[0]?.lastOutput).toMatch(/CRITICAL/);
});

test.concurrent('mycat-pair: mycat hangs, its weight moves the address', async (context) => {
  const { lab, observer } = await openPair(context, '192.0.2.200', 'nc');
  const homes = ['one', 'two'].map((name) => {
    const home = join(lab.node(name).directory, 'mycat');
    mkdirSync(home);
    return installMycat(home, { address: '127.0.0.1', port: 8066, adminPort: 9066, mode: 'greet' });
  });
  for (const [index, file] of ['db1.conf', 'db2.conf'].entries()) {
    const host = lab.node(index === 0 ? 'one' : 'two');
    const program = homes[index]?.program ?? expect.fail();
    expect((await host.run([program, 'start'])).code).toBe(0);
    startExample(host, `mycat-pair/${file}`, { '/usr/local/mycat/bin/mycat': program });
  }
  await observer.waitUntilHolder('one', LIMIT_MS);
  homes[0]?.setMode('hang');
  await observer.waitUntilHolder('two', LIMIT_MS);
  const status = await waitForStatus(lab.node('one'), LIMIT_MS, ({ instances }) => instances[0]?.state === 'backup');
  expect(status.instances[0]?.effectivePriority).toBe(80);
  expect(status.checks[0]?.lastOutput).toMatch(/greet/);
});
