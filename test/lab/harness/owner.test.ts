import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { isAlive, processTree } from '../../../src/lab/process-tree.ts';
import { until } from '../../../src/lab/until.ts';
import { labFor } from '../../support/lab.ts';
import { foreignNamespaces, namespaceUsers, remainingUsers } from '../../support/namespaces.ts';
import { programFor } from '../../support/program.ts';

/**
 * Opens a lab, also where this needs a user namespace, tells its directory, and waits for its end. With the argument
 * `frr` a host runs FRR, whose daemons are another user's and have sockets and sessions of their own.
 */
const OWNER = `
import { startFrr } from '../../src/lab/frr/frr.ts';
import { openLab } from '../../src/lab/lab.ts';
import { labPrivilege, runInUserNamespace } from '../../src/lab/namespaces/privilege.ts';
import { startWebServer } from '../../src/lab/web-server.ts';

async function own() {
  process.on('disconnect', () => process.exit(1));
  const lab = await openLab({ nodes: ['web1', 'web2'] });
  await startWebServer(lab.node('web1'), 'web1');
  const observer = await lab.observe('10.77.0.1');
  await observer.waitUntilPage('200 web1', 20_000);
  if (process.argv.includes('frr')) await startFrr(lab.node('web2'), { vips: ['10.77.0.50'], priority: 100 });
  console.log(lab.directory);
}
if (labPrivilege().mode === 'userNamespace') runInUserNamespace().then((code) => process.exit(code));
else void own();
`;

interface Owner {
  readonly child: ChildProcess;
  readonly directory: string;
  readonly pids: readonly number[];
  readonly namespaces: readonly string[];
  readonly users: readonly string[];
}

interface OwnerPlan {
  /** The program by way of which the owner starts. */
  readonly launcher?: readonly string[];
  readonly argument?: 'frr';
}

/** Starts an owner and waits until its lab works. */
async function startOwner(context: TestContext, { launcher = [], argument }: OwnerPlan = {}): Promise<Owner> {
  const program = programFor(context, 'lab-owner', OWNER);
  const argv = [...launcher, process.execPath, program, ...(argument === undefined ? [] : [argument])];
  const [first = '', ...rest] = argv;
  const child = spawn(first, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  context.onTestFinished(() => void child.kill('SIGKILL'));
  const [directory] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const pids = processTree(child.pid ?? 0);
  const namespaces = foreignNamespaces(pids);
  return { child, directory, pids, namespaces, users: namespaceUsers(namespaces) };
}

/** Process 1 of a host can end only when the machine's process 1 has reaped the orphans in it, which some do rarely. */
const CLEARED_LIMIT_MS = 30_000;

async function expectNothingLeft({ directory, pids, namespaces, users }: Owner): Promise<void> {
  await until('the processes to end', CLEARED_LIMIT_MS, () => !pids.some(isAlive));
  await until('the namespaces to go', CLEARED_LIMIT_MS, () => remainingUsers(users, namespaces).length === 0);
  await until('the directory to go', CLEARED_LIMIT_MS, () => !existsSync(directory));
}

describe('when the owner of a lab ends', () => {
  test.for(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('by %s, nothing of it is left', async (signal, context) => {
    await labFor(context, { nodes: [] });
    const owner = await startOwner(context);
    expect(owner.pids.length).toBeGreaterThanOrEqual(8); // the owner, three hosts, nginx, the observer
    expect(owner.namespaces).toHaveLength(9);
    expect(existsSync(owner.directory)).toBe(true);
    owner.child.kill(signal);
    await expectNothingLeft(owner);
  });

  test('by SIGKILL, FRR ends too', async (context) => {
    await labFor(context, { nodes: [] }, 'frr');
    const owner = await startOwner(context, { argument: 'frr' });
    const programs = owner.pids.map((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
    expect(programs).toEqual(expect.arrayContaining(['zebra', 'vrrpd']));
    owner.child.kill('SIGKILL');
    await expectNothingLeft(owner);
  });
});

describe('without the rights of root', () => {
  /** Root of a user namespace without a network of its own has no say over the network it is in. */
  const POWERLESS = ['unshare', '--user', '--map-root-user'];

  test.for(['SIGKILL', 'SIGTERM'] as const)(
    'a lab works in a user namespace, and ends with its owner by %s',
    async (signal, context) => {
      await labFor(context, { nodes: [] });
      if (spawnSync(POWERLESS[0] ?? '', [...POWERLESS.slice(1), 'true']).status !== 0)
        context.skip('no user namespaces');
      const owner = await startOwner(context, { launcher: POWERLESS });
      expect(owner.namespaces.filter((name) => name.startsWith('net:'))).toHaveLength(4);
      owner.child.kill(signal);
      await expectNothingLeft(owner);
    },
  );
});
