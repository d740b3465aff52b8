import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { isAlive, processTree } from '../../src/lab/process-tree.ts';
import { until } from '../../src/lab/until.ts';
import { labFor } from '../support/lab.ts';
import { foreignNamespaces, namespaceUsers, remainingUsers } from '../support/namespaces.ts';

const DEMO = [process.execPath, 'bin/vipward', 'demo'];
/** Root of a user namespace without a network of its own has no say over the network it is in. */
const POWERLESS = ['unshare', '--user', '--map-root-user'];
const LIMIT_MS = 60_000;
const WAYS = [
  { how: 'as root', launcher: [] },
  { how: 'without the rights of root', launcher: POWERLESS },
];

/** Starts the demo with a temporary directory of its own, in which to see what it leaves. */
async function startDemo(context: TestContext, launcher: readonly string[]) {
  await labFor(context, { nodes: [] }); // skips where there can be no lab
  if (launcher.length > 0 && spawnSync('unshare', [...launcher.slice(1), 'true']).status !== 0) {
    context.skip('no user namespaces');
  }
  const directory = mkdtempSync(join(tmpdir(), 'vipward-test-'));
  context.onTestFinished(() => rmSync(directory, { recursive: true }));
  const [program = '', ...parameters] = [...launcher, ...DEMO];
  const demo = spawn(program, parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: directory },
  });
  context.onTestFinished(() => void demo.kill('SIGKILL'));
  const lines: string[] = [];
  for (const stream of [demo.stdout, demo.stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  const text = (): string => lines.join('\n');
  const exitCode = new Promise<number | null>((resolve) => demo.once('close', resolve));
  const said = (words: RegExp): Promise<unknown> =>
    until(
      () => `${words} in:\n${text()}`,
      LIMIT_MS,
      () => words.test(text()),
    );
  await said(/started on both/);
  const pids = processTree(demo.pid ?? 0);
  const namespaces = foreignNamespaces(pids);
  const users = namespaceUsers(namespaces);
  const expectNothingLeft = async (): Promise<void> => {
    await until('the end of its processes', LIMIT_MS, () => !pids.some(isAlive));
    await until('the end of its namespaces', LIMIT_MS, () => remainingUsers(users, namespaces).length === 0);
    expect(readdirSync(directory)).toEqual([]);
  };
  return { demo, exitCode, text, said, expectNothingLeft };
}

describe('the demo', () => {
  test.for(WAYS)('$how shows the VIP moving and coming back, and leaves nothing', async ({ launcher }, context) => {
    const { exitCode, text, expectNothingLeft } = await startDemo(context, launcher);
    expect(await exitCode, text()).toBe(0);
    const told = [
      /web1 +has 10\.77\.0\.50/,
      /client +gets the page of web1/,
      /web1 is killed/,
      /web1 +VRRP_Script\(web_server\) failed/,
      /web1 +\(WEB\) Entering FAULT STATE/,
      /client +gets the page of web2/,
      /web1 is started again/,
      /client +gets the page of web1/,
      /was held by web1 .* web2 /,
      /The client got no page: /,
    ];
    expect(text()).toMatch(new RegExp(told.map(({ source }) => source).join('[\\s\\S]*')));
    expect(text()).toMatch(/web2 +\(WEB\) Entering MASTER STATE/);
    await expectNothingLeft();
  });

  test.for(WAYS)('$how ends at once when it is interrupted, and leaves nothing', async ({ launcher }, context) => {
    const { demo, exitCode, text, said, expectNothingLeft } = await startDemo(context, launcher);
    await said(/is killed/);
    demo.kill('SIGINT');
    expect(await exitCode).toBe(1);
    expect(text()).not.toContain('started again');
    await expectNothingLeft();
  });
});
