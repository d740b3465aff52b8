import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { monotonicUs } from '../../../src/linux/clock.ts';
import { isAlive } from '../../../src/lab/process-tree.ts';
import { startWebServer } from '../../../src/lab/web-server.ts';
import { labFor } from '../../support/lab.ts';
import { foreignNamespaces, namespaceUsers, remainingUsers } from '../../support/namespaces.ts';

describe('a host of the lab', () => {
  test('sees its own processes, its own eth0 and its own address, and the other hosts of its switch', async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'killall', 'curl');
    const web1 = lab.node('web1');
    web1.start('idler', ['sleep', '1000']);
    await startWebServer(lab.node('web2'), 'the page of web2', 'embedded');

    expect(await lab.node('web2').run(['killall', '-0', 'sleep'])).toMatchObject({ code: 1 });
    expect(await web1.run(['killall', '-0', 'sleep'])).toMatchObject({ code: 0 });
    expect((await web1.run(['ls', '/sys/class/net'])).output).toBe('eth0\nlo');
    const page = await web1.run(['curl', '-s', '--max-time', '5', 'http://10.77.0.2/']);
    expect(page).toMatchObject({ code: 0, output: 'the page of web2' });
  });

  test('reaps the orphans of its processes, so that no zombie counts as a running program', async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] }, 'killall');
    await lab.node('web1').run(['sh', '-c', 'sleep 0.05 & exit']);
    await expect
      .poll(async () => (await lab.node('web1').run(['killall', '-0', 'sleep'])).code, { timeout: 5000 })
      .toBe(1);
  });

  test('shows files of its own where a configuration expects them', async (context) => {
    const files = { '/etc/opt/check.sh': '#!/bin/sh\necho checked on $1\n' };
    const lab = await labFor(context, { nodes: ['web1', 'web2'], files: { web1: files } });
    expect((await lab.node('web1').run(['/etc/opt/check.sh', 'web1'])).output).toBe('checked on web1');
    expect((await lab.node('web2').run(['ls', '/etc/opt'])).output).not.toContain('check.sh');
    expect(existsSync('/etc/opt/check.sh')).toBe(false);
  });

  test('loses its carrier when its cable is cut, and gets it back', async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    const carrier = async (): Promise<string> =>
      (await lab.node('web1').run(['cat', '/sys/class/net/eth0/carrier'])).output;
    expect(await carrier()).toBe('1');
    lab.link('web1').cut();
    await expect.poll(carrier, { timeout: 5000 }).toBe('0');
    lab.link('web1').restore();
    await expect.poll(carrier, { timeout: 5000 }).toBe('1');
  });

  test('hears nothing and notices nothing while it is isolated', async (context) => {
    const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'ping');
    const web1 = lab.node('web1');
    const reach = async (): Promise<number | null> =>
      (await web1.run(['ping', '-c', '1', '-W', '1', '10.77.0.2'])).code;
    expect(await reach()).toBe(0);
    lab.link('web1').isolate();
    expect(await reach()).toBe(1);
    expect((await web1.run(['cat', '/sys/class/net/eth0/carrier'])).output).toBe('1');
    lab.link('web1').rejoin();
    expect(await reach()).toBe(0);
  });
});

/** The letter of /proc/PID/stat: T is stopped; nothing for a process that ended since it was listed. */
function stateOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.charAt(0) ?? '';
  } catch {
    return '';
  }
}

describe('a process on a host', () => {
  const TICKER = ['sh', '-c', '(while :; do echo child; sleep 0.02; done) & while :; do echo parent; sleep 0.02; done'];

  test('stands still with all its children while frozen, and goes on when thawed', async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    const ticker = lab.node('web1').start('ticker', TICKER);
    await ticker.waitForLog(/child/, 5000);
    // A child that ended in the moment of the freeze waits for its parent to reap it.
    const states = (): string => ticker.tree().map(stateOf).join('').replaceAll('Z', '');
    ticker.freeze();
    await expect.poll(states, { timeout: 5000 }).toMatch(/^T{2,}$/);
    const frozenUs = monotonicUs();
    ticker.thaw();
    expect(states()).not.toContain('T');
    await ticker.waitForLog(/child/, 5000, frozenUs);
    await ticker.waitForLog(/parent/, 5000, frozenUs);
  });

  test('is killed with all its children', async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    const ticker = lab.node('web1').start('ticker', TICKER);
    await ticker.waitForLog(/child/, 5000);
    const members = ticker.tree();
    expect(members.length).toBeGreaterThanOrEqual(2);
    expect(await ticker.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(members.filter(isAlive)).toEqual([]);
  });

  test('that ends without the awaited line is reported at once, with its last lines', async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    const failing = lab.node('web1').start('failing', ['sh', '-c', 'echo no licence; exit 3']);
    await expect(failing.waitForLog(/ready/, 60_000)).rejects.toThrow(/no licence[\s\S]*"code":3/);
  });

  test('whose program is missing is refused with its name', async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    expect(() => lab.node('web1').start('ghost', ['/no/such/program'])).toThrow(/ghost.*\/no\/such\/program/);
  });
});

describe('a closed lab', () => {
  test('leaves no process, no namespace, no link and no directory', async (context) => {
    const linksBefore = readdirSync('/sys/class/net');
    const ownNetwork = readlinkSync('/proc/self/ns/net');
    const lab = await labFor(context, { nodes: ['web1', 'web2', 'web3'] });
    const server = await startWebServer(lab.node('web3'), 'page', 'embedded');
    // In a session of its own and with its parent gone: only the end of the host reaches it.
    await lab.node('web1').run(['sh', '-c', 'setsid sleep 1000 >/dev/null 2>&1 & exit']);
    const namespaces = foreignNamespaces(lab.hosts.map((host) => host.start('idler', ['sleep', '1000']).pid));
    expect(namespaces).toHaveLength(12);
    const users = namespaceUsers(namespaces);
    expect(users.length).toBeGreaterThan(12);

    await lab.close();

    expect(isAlive(server.process.pid)).toBe(false);
    expect(remainingUsers(users, namespaces)).toEqual([]);
    expect(existsSync(lab.directory)).toBe(false);
    expect(readdirSync('/sys/class/net')).toEqual(linksBefore);
    expect(readlinkSync('/proc/self/ns/net')).toBe(ownNetwork);
  });

  test('can be closed again', async (context) => {
    const lab = await labFor(context, { nodes: ['web1'] });
    await lab.close();
    await lab.close();
  });
});

test('a lab that cannot be built says why and leaves nothing', async (context) => {
  await labFor(context, { nodes: ['web1'] });
  const files = { '/no/such/directory/file': 'text' };
  await expect(labFor(context, { nodes: ['web1'], files: { web1: files } })).rejects.toThrow(/no\/such\/directory/);
  await expect(labFor(context, { nodes: ['web1'], subnet: '300.1.1' })).rejects.toThrow(/300\.1\.1/);
});
