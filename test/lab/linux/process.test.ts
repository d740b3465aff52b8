/** What only a process of its own can show: its capabilities, its parent, its last words. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { orThrow } from '../../../src/linux/libc.ts';
import { createNetworkNamespace, inNamespaces } from '../../../src/linux/namespace.ts';

const SETPRIV = '/usr/bin/setpriv';
const root = new URL('../../..', import.meta.url).pathname;
let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'vipward-linux-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Builds a program from source text that imports from `./src/linux`; returns its path. */
function program(name: string, contents: string): string {
  const outfile = join(directory, `${name}.cjs`);
  const stdin = { contents, resolveDir: root, loader: 'ts' } as const;
  buildSync({ stdin, bundle: true, platform: 'node', format: 'cjs', external: ['koffi'], outfile });
  return outfile;
}

const environment = { ...process.env, NODE_PATH: join(root, 'node_modules') };

/** What opening the network prints in an empty network namespace, run through `wrapper`. */
function openedThrough(wrapper: readonly string[], env: NodeJS.ProcessEnv = environment): string {
  const probe = program(
    'network',
    `import { openNetwork } from './src/linux/network.ts';
     const network = openNetwork();
     console.log(network.ok ? 'ok' : network.error.errno + ' ' + network.error.text);
     if (network.ok) network.value.close();`,
  );
  const [command = '', ...argv] = [...wrapper, process.execPath, probe];
  const net = orThrow(createNetworkNamespace());
  const { stdout, stderr } = orThrow(inNamespaces({ net }, () => spawnSync(command, argv, { encoding: 'utf8', env })));
  net.close();
  return stdout + stderr;
}

test('with both capabilities the network opens, and closing it lets the process end', () => {
  expect(openedThrough([])).toBe('ok\n');
});

test.each(['CAP_NET_ADMIN', 'CAP_NET_RAW'])('without %s the refusal names it in words', (capability) => {
  const output = openedThrough([SETPRIV, '--bounding-set', `-${capability.slice(4).toLowerCase()}`]);
  expect(output).toMatch(/^EPERM /);
  expect(output).toContain(`lacks the capability ${capability}`);
});

test('without CAP_SYS_ADMIN a namespace is refused in words, and the thread stays where it is', () => {
  const confined = program(
    'confined',
    `import { createNetworkNamespace } from './src/linux/namespace.ts';
     import { readlinkSync } from 'node:fs';
     const before = readlinkSync('/proc/thread-self/ns/net');
     const created = createNetworkNamespace();
     console.log(created.ok, created.error?.text, readlinkSync('/proc/thread-self/ns/net') === before);`,
  );
  const argv = ['--bounding-set', '-sys_admin', process.execPath, confined];
  const { stdout } = spawnSync(SETPRIV, argv, { encoding: 'utf8', env: environment });
  expect(stdout).toMatch(/^false creating a network namespace: .*EPERM.* lacks the capability CAP_SYS_ADMIN.* true\n$/);
});

test('without the native part of koffi the error names the install flag', () => {
  expect(openedThrough([], { ...environment, NODE_PATH: '' })).toContain('--omit=optional');
});

test('a process that asked for it is told when its parent dies', async () => {
  const orphan = program(
    'orphan',
    `import { setParentDeathSignal } from './src/linux/process.ts';
     process.on('SIGTERM', () => { console.log('told'); process.exit(); });
     setInterval(() => {}, 1000);
     console.log(setParentDeathSignal('SIGTERM').ok ? 'ready' : 'refused');`,
  );
  const parent = spawn('/bin/sh', ['-c', '"$0" "$1" & wait', process.execPath, orphan], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  expect(String(await once(parent.stdout, 'data'))).toBe('ready\n');
  parent.kill('SIGKILL');
  expect(String(await once(parent.stdout, 'data'))).toBe('told\n');
});

test('an exception in a readiness callback reaches the event loop, and the watch goes on', () => {
  const throwing = program(
    'throwing',
    `import { openPipe } from './src/linux/process.ts';
     import { watchReadable } from './src/linux/readiness.ts';
     const { readEnd } = globalThis.pipe = openPipe().value;
     require('node:fs').writeSync(globalThis.pipe.writeEnd.number, 'never read');
     let calls = 0;
     let caught = 0;
     process.on('uncaughtException', (error) => {
       caught += 1;
       if (caught < 3) return;
       readEnd.close();
       console.log(calls, caught, error.message);
     });
     watchReadable(readEnd, () => { calls += 1; if (calls <= 3) throw new Error('from the callback'); });`,
  );
  const { stdout } = spawnSync(process.execPath, [throwing], { encoding: 'utf8', env: environment, timeout: 10_000 });
  expect(stdout).toMatch(/^\d+ 3 from the callback\n$/);
});

test('a watch survives garbage collection', () => {
  const collected = program(
    'collected',
    `import { openPipe } from './src/linux/process.ts';
     import { watchReadable } from './src/linux/readiness.ts';
     import { readSync, writeSync } from 'node:fs';
     const { readEnd, writeEnd } = openPipe().value;
     watchReadable(readEnd, () => { readSync(readEnd.number, Buffer.alloc(1)); console.log('heard'); });
     setTimeout(() => { for (let i = 0; i < 5; i += 1) gc(); writeSync(writeEnd.number, 'x'); }, 50);
     setTimeout(() => readEnd.close(), 300);`,
  );
  const argv = ['--expose-gc', collected];
  const { stdout } = spawnSync(process.execPath, argv, { encoding: 'utf8', env: environment, timeout: 10_000 });
  expect(stdout).toBe('heard\n');
});
