import { describe, expect, test } from 'vitest';
import { BUSYBOX, required, runScript, shipped } from './harness/shells.ts';
import { NAMESPACES, unshared } from './harness/unshared.ts';
import { type Tool, withTools } from './harness/workplace.ts';

const ping = required(['ping'], 'iputils-ping');
/** The node, on a LAN of which only itself answers: 10.9.0.1 and .2 do, the others of 10.9.0.0/24 are silent. */
const NODE = `ip link set lo up
ip link add lan0 type veth peer name lan1 && ip link set lan0 up && ip link set lan1 up
ip addr add 10.9.0.1/24 dev lan0 && ip addr add 10.9.0.2/24 dev lan0 && exec "$@"`;
const IN_NETWORK = unshared(['--net'], NODE);

const TOOLS: readonly Tool[] = ['timeout'];
const ALIVE = '10.9.0.1';
const OTHER = '10.9.0.2';
const SILENT = '10.9.0.77';
const UNREACHABLE = '10.8.0.1';

const pings: readonly (readonly [string, readonly Tool[]])[] = [
  ['ping of iputils', [...TOOLS, ['ping', ping.path]]],
  ['ping of busybox', [...TOOLS, ['ping', BUSYBOX]]],
];
const usable = NAMESPACES.usable && ping.path !== '' && BUSYBOX !== '';

describe.skipIf(!usable).each(pings)(`checks/gateway with the %s (${NAMESPACES.title})`, (_name, tools) => {
  const check = (witnesses: readonly string[], ...args: string[]) =>
    runScript(
      withTools('gateway', tools),
      [...witnesses.flatMap((witness) => ['-g', witness]), ...args],
      {},
      IN_NETWORK,
    );

  test('all witnesses that answer make it healthy, in one line', async () => {
    const ran = await check([ALIVE, OTHER], '-n', '2');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe('GATEWAY OK: 2 of 2 witnesses answer | answered=2\n');
  });

  test('as many as needed are enough, and the lost are named', async () => {
    const ran = await check([SILENT, ALIVE, UNREACHABLE], '-t', '0.6');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain(`1 of 3 witnesses answer, lost: ${SILENT} ${UNREACHABLE} |`);
  });

  test('fewer than needed are critical', async () => {
    const ran = await check([ALIVE, UNREACHABLE], '-n', '2', '-t', '0.6');
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('needs 2') });
    expect(ran.stdout).not.toContain('isolated');
  });

  test('with none the node is isolated, known within the limit', async () => {
    const ran = await check([SILENT, UNREACHABLE], '-t', '0.6');
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('isolated: 0 of 2') });
    expect(ran.tookMs).toBeLessThan(3000);
  });

  test.each([
    ['-s', OTHER, '10.9.0.3'],
    ['-i', 'lo', 'lan0'],
    ['-i', 'lo', 'eth7'],
  ])('with %s the pings leave from there: %s reaches the loopback, %s does not', async (option, own, other) => {
    const reached = await check(['127.0.0.1'], option, own);
    expect(reached).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(`from ${own}`) });
    const lost = await check(['127.0.0.1'], option, other, '-t', '0.6');
    expect(lost).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('isolated') });
  });
});

describe.skipIf(!usable)('checks/gateway', () => {
  test('without the right to ping it cannot test', async () => {
    const powerless = ['setpriv', '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'];
    for (const [, tools] of pings) {
      const launcher = [...IN_NETWORK, ...powerless];
      const ran = await runScript(withTools('gateway', tools), ['-g', ALIVE], {}, launcher);
      expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('no right to ping') });
    }
  });
});

test('without ping it cannot test, and names the packages', async () => {
  const ran = await runScript(withTools('gateway', TOOLS), ['-g', ALIVE]);
  expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('install iputils-ping') });
});

test.each([
  [[], 'at least one witness'],
  [['-g', 'router'], '-g takes an address'],
  [['-g', ALIVE, '-n', '0'], '-n takes'],
  [['-g', ALIVE, '-n', '2'], 'names only 1'],
  [['-g', ALIVE, '-s', OTHER, '-i', 'eth0'], 'not both'],
  [['-g', ALIVE, '-i', '-f'], '-i an interface'],
])('options %j are refused with 3', async (args, words) => {
  const ran = await runScript(shipped('gateway'), args);
  expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining(words) });
});
