import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Outcome } from '../../src/health/outcome.ts';
import type { MysqlProbeConfig, MysqlQuestion } from '../../src/model/probe/mysql.ts';
import { probeFor } from '../../src/probes/probe-for.ts';
import { checkConfig, endpoint } from '../support/configs.ts';
import { MARIADB_CLIENT } from './harness/mariadb.ts';
import { installMycat, MYCAT_LOGIN, type MycatHome, type MycatMode } from '../fixtures/mycat/install.ts';
import { BUSYBOX, required, runScript, shipped } from './harness/shells.ts';
import { freePort, listen, testFolder, type Tool, withTools } from './harness/workplace.ts';

const nc = required(['nc'], 'netcat-openbsd');
/** What the script and the stand-in's control program use beside the client of the port. */
const TOOLS: readonly Tool[] = ['sh', 'timeout', 'dd', 'od', 'tr', 'sed', 'grep'];

interface Running {
  readonly home: MycatHome;
  /** Options that point the check at the stand-in. */
  readonly args: readonly string[];
}

const written = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '');

async function startedMycat(mode: MycatMode): Promise<Running> {
  const home = installMycat(testFolder(), { address: '127.0.0.1', port: 0, adminPort: 0, mode });
  const control = (command: string): string => execFileSync(home.program, [command], { encoding: 'utf8' });
  control('start');
  onTestFinished(() => void control('stop'));
  const told = mode === 'no-port' ? home.pidFile : home.portFile;
  await vi.waitUntil(() => written(told) !== '', { timeout: 20_000, interval: 10 });
  const port = mode === 'no-port' ? String(await freePort()) : written(home.portFile);
  return { home, args: ['-b', home.program, '-p', port] };
}

/** A control program that says and does what one line of shell does. */
function controlProgram(line: string): string {
  const program = `${testFolder()}/mycat`;
  writeFileSync(program, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  return program;
}

const check = (...args: string[]) => runScript(shipped('mycat'), args);

describe.skipIf(nc.path === '')(`checks/mycat with nc ${nc.title}`, () => {
  test('a running mycat whose port greets is healthy, at once and in one line', async () => {
    const { args } = await startedMycat('greet');
    const ran = await check(...args);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      /^MYCAT OK: running, 127\.0\.0\.1:\d+ greets as 5\.6\.29-mycat-1\.6\.7\.4-stand-in in \d+ ms \| time=\d+ms\n$/,
    );
    expect(ran.tookMs).toBeLessThan(1700);
  });

  test('a mycat that accepts and never greets is critical within the limit', async () => {
    const { args } = await startedMycat('hang');
    const ran = await check(...args, '-t', '0.4');
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('no greeting in time') });
    expect(ran.tookMs).toBeGreaterThan(300);
    expect(ran.tookMs).toBeLessThan(3000);
  });

  test('a mycat that says it runs but has no port is critical', async () => {
    const { args } = await startedMycat('no-port');
    expect(await check(...args)).toMatchObject({ code: 2, stdout: expect.stringContaining('connection refused') });
  });

  test('a mycat that answers with an error packet is critical, and its words are shown', async () => {
    const { args } = await startedMycat('refuse');
    expect(await check(...args)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('refuses: Too many connections'),
    });
  });

  test('a mycat that is not running is critical whatever the control program exits with', async () => {
    const home = installMycat(testFolder(), { address: '127.0.0.1', port: 0, adminPort: 0, mode: 'greet' });
    const never = await check('-b', home.program);
    expect(never).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('not running') });
    for (const code of [0, 1]) {
      const said = controlProgram(
        `echo 'Removed stale pid file: /x'; echo 'Mycat-server is not running.'; exit ${code}`,
      );
      expect(await check('-b', said)).toMatchObject({ code: 2, stdout: expect.stringContaining('not running') });
    }
  });

  test.each(['Mycat-server is running (4711).', 'Mycat-server is running: PID:4711, Wrapper:STARTED, Java:STARTED'])(
    'it believes the words %j even with an exit code',
    async (words) => {
      const { args } = await startedMycat('greet');
      const program = controlProgram(`echo '${words}'; exit 1`);
      expect(await check(...args, '-b', program)).toMatchObject({ code: 0, stderr: '' });
    },
  );

  test('a control program that hangs, also one that ignores TERM, is critical within the limit', async () => {
    const program = controlProgram("trap '' TERM; while :; do sleep 0.1; done");
    const ran = await check('-b', program, '-t', '0.3');
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('status did not end in time') });
    expect(ran.tookMs).toBeLessThan(3000);
  });

  test('a control program that says neither, is missing or may not be run cannot be asked', async () => {
    const odd = await check('-b', controlProgram("echo 'Unable to locate java'; exit 1"));
    expect(odd).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('exits 1 and says neither') });
    expect(odd.stdout).toContain('Unable to locate java');
    expect(await check('-b', '/nowhere/mycat')).toMatchObject({ code: 3, stdout: expect.stringContaining('with -b') });
    expect(await check('-b', testFolder())).toMatchObject({ code: 3 });
  });

  test('a port that speaks something else is critical, and its first bytes are shown', async () => {
    const program = controlProgram("echo 'Mycat-server is running (1).'");
    const port = await listen((socket) => socket.write('SSH-2.0-OpenSSH\r\n'));
    const ran = await check('-b', program, '-p', String(port));
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('first bytes 5353482d32') });
  });

  test('without nc it asks through curl, and says the same', async () => {
    const tools = withTools('mycat', [...TOOLS, 'curl']);
    const { home, args } = await startedMycat('greet');
    const healthy = await runScript(tools, args);
    expect(healthy).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('mycat-1.6.7.4') });
    expect(healthy.tookMs).toBeLessThan(1700);
    home.setMode('hang');
    const hung = await runScript(tools, [...args, '-t', '0.4']);
    expect(hung).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('no greeting in time') });
    const closed = ['-b', home.program, '-p', String(await freePort())];
    expect(await runScript(tools, closed)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('refused'),
    });
  });

  test.skipIf(BUSYBOX === '')('on a host whose only tools are those of busybox it says the same', async () => {
    const tools = withTools(
      'mycat',
      [...TOOLS, 'nc'].map((tool) => [String(tool), BUSYBOX] as const),
    );
    const { home, args } = await startedMycat('greet');
    expect(await runScript(tools, args)).toMatchObject({ code: 0, stderr: '' });
    home.setMode('hang');
    const hung = await runScript(tools, [...args, '-t', '1']);
    expect(hung).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('no greeting in time') });
    expect(hung.tookMs).toBeLessThan(4000);
  });

  test('without nc and curl it cannot test, and names the packages', async () => {
    const { args } = await startedMycat('greet');
    const ran = await runScript(withTools('mycat', TOOLS), args);
    expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('netcat-openbsd') });
  });

  test('a port that is no number is refused with 3', async () => {
    expect(await check('-p', '80a')).toMatchObject({
      code: 3,
      stderr: '',
      stdout: expect.stringContaining('-p takes'),
    });
  });
});

/** A stand-in, and the options that log in to it. */
async function loggingIn(password: string = MYCAT_LOGIN.password): Promise<Running & { readonly file: string }> {
  const { home, args } = await startedMycat('greet');
  const file = `${testFolder()}/mycat.cnf`;
  writeFileSync(file, `[client]\nuser=${MYCAT_LOGIN.user}\npassword='${password}'\n`, { mode: 0o600 });
  return { home, file, args: [...args, '-f', file] };
}

describe.skipIf(nc.path === '' || MARIADB_CLIENT.path === '')(`checks/mycat with ${MARIADB_CLIENT.title}`, () => {
  const TABLE = ['-d', 'TESTDB', '-q', 'select id from vipward_check'];

  test('NP-05 a login, a query of a table and the heartbeats are healthy, in one line', async () => {
    const { home, args } = await loggingIn();
    const ran = await check(...args, ...TABLE, '-M', written(home.adminPortFile), '-t', '10');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^MYCAT OK: .*, answers a query, dn1 answers in \d+ ms \| time=\d+ms\n$/);
    expect(await check(...args, '-t', '10')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(', takes the login'),
    });
  });

  test('NP-05 dead backends fail a query of a table, and not select 1', async () => {
    const { home, args } = await loggingIn();
    home.setBackends('dead');
    expect(await check(...args, '-q', 'select 1', '-t', '10')).toMatchObject({ code: 0 });
    expect(await check(...args, ...TABLE, '-t', '10')).toMatchObject({
      code: 2,
      stderr: '',
      stdout: expect.stringContaining('ERROR 3009'),
    });
    home.setBackends('stuck');
    const stuck = await check(...args, ...TABLE, '-t', '1');
    expect(stuck).toMatchObject({ code: 2, stdout: expect.stringContaining('no answer in time to select id') });
    expect(stuck.tookMs).toBeLessThan(6000);
  });

  test('NP-05 one backend must answer, or those that are named; any other that fails is a warning', async () => {
    const { home, args } = await loggingIn();
    const admin = ['-M', written(home.adminPortFile), '-t', '10'];
    home.setHeartbeats([
      { name: 'dn1', rsCode: 1, stop: 'false' },
      { name: 'dn2', rsCode: -1, stop: 'false' },
    ]);
    expect(await check(...args, ...admin)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('dn1 answers, dn2 fails'),
    });
    expect(await check(...args, ...admin, '-n', 'dn1')).toMatchObject({ code: 1 });
    expect(await check(...args, ...admin, '-n', 'dn1', '-n', 'dn2')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('needed: dn2'),
    });
    home.setHeartbeats([{ name: 'dn1', rsCode: -2, stop: 'true' }]);
    expect(await check(...args, ...admin)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('dn1 is silent (heartbeat stopped)'),
    });
    home.setHeartbeats([]);
    expect(await check(...args, ...admin)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('knows no backend'),
    });
  });

  test('a login that is refused cannot be tested, and its password is not shown', async () => {
    const { args } = await loggingIn('hush-hush');
    const ran = await check(...args, '-t', '10');
    expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('login refused: ERROR 1045') });
    expect(ran.stdout).not.toContain('hush');
  });

  test('without a client it sees the greeting only, says so, and is no success', async () => {
    const { args } = await loggingIn();
    const ran = await runScript(withTools('mycat', [...TOOLS, 'nc']), [...args, ...TABLE]);
    expect(ran).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining('greeting only') });
    expect(ran.stdout).toContain('mariadb-client-core');
  });

  test.skipIf(BUSYBOX === '')('beside the client the tools of busybox are enough', async () => {
    const { home, args } = await loggingIn();
    const tools: readonly Tool[] = [...TOOLS, 'nc', 'awk'].map((tool) => [String(tool), BUSYBOX] as const);
    const script = withTools('mycat', [...tools, ['mysql', MARIADB_CLIENT.path]]);
    const ran = await runScript(script, [...args, ...TABLE, '-M', written(home.adminPortFile), '-t', '10']);
    expect(ran).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('dn1 answers') });
  });
});

test.each([
  [['-q', 'select 1'], 'need a login'],
  [['-n', 'dn1'], 'need a login'],
  [['-f', '/nowhere.cnf'], 'no right to read /nowhere.cnf'],
  [['-f', '/dev/null', '-M', 'x'], '-M takes'],
])('options %j of checks/mycat are refused with 3', async (args, words) => {
  expect(await check(...args)).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining(words) });
});

async function asking(): Promise<{
  readonly home: MycatHome;
  ask(asks: MysqlQuestion, timeoutMs?: number): Promise<Outcome>;
}> {
  const { home } = await startedMycat('greet');
  const passwordFile = `${testFolder()}/password`;
  writeFileSync(passwordFile, MYCAT_LOGIN.password, { mode: 0o600 });
  const ask = async (asks: MysqlQuestion, timeoutMs = 10_000): Promise<Outcome> => {
    const port = Number(written(asks.type === 'query' ? home.portFile : home.adminPortFile));
    const probe: MysqlProbeConfig = {
      kind: 'mysql',
      server: { by: 'tcp', endpoint: endpoint(port) },
      login: { user: MYCAT_LOGIN.user, passwordFile, database: 'none' },
      asks,
      latency: { warnOverMs: 'off', badOverMs: 'off' },
    };
    const run = await probeFor(checkConfig({ probe, timeoutMs }), 'warn').start(0);
    return (await run.settled).outcome;
  };
  return { home, ask };
}

const query = (sql: string): MysqlQuestion => ({
  type: 'query',
  sql,
  expect: { type: 'rows', least: 1 },
  readOnly: 'ok',
  maxLagMs: 'any',
  warnLagMs: 'any',
});

describe('the mysql probe with the mycat stand-in', () => {
  test('NP-05 select 1 is answered with dead backends, a query of a table fails', async () => {
    const { home, ask } = await asking();
    expect(await ask(query('select id from vipward_check'))).toMatchObject({ result: 'ok' });
    home.setBackends('dead');
    expect(await ask(query('select 1'))).toMatchObject({ result: 'ok' });
    expect(await ask(query('select id from vipward_check'))).toMatchObject({
      result: 'bad',
      detail: expect.stringContaining('No datasource is available for dataNode dn1 (3009)'),
    });
    home.setBackends('stuck');
    expect(await ask(query('select id from vipward_check'), 300)).toMatchObject({
      type: 'timedOut',
      during: expect.stringContaining('to answer "select id from vipward_check"'),
    });
  });

  test('NP-05 what mycat knows of its backends is judged by need', async () => {
    const { home, ask } = await asking();
    const heartbeat = (need: 'any' | 'all' | { names: string[] }) => ask({ type: 'mycatHeartbeat', need });
    expect(await heartbeat('all')).toMatchObject({ result: 'ok', detail: expect.stringContaining('dn1 answers') });
    home.setHeartbeats([
      { name: 'dn1', rsCode: 1, stop: 'false' },
      { name: 'dn2', rsCode: -1, stop: 'false' },
    ]);
    expect(await heartbeat('any')).toMatchObject({ result: 'warn', detail: expect.stringContaining('dn2 fails') });
    expect(await heartbeat('all')).toMatchObject({ result: 'bad', detail: expect.stringContaining('all are needed') });
    expect(await heartbeat({ names: ['dn2'] })).toMatchObject({
      result: 'bad',
      detail: expect.stringContaining('needed: dn2'),
    });
  });

  test('NP-05 a mycat that hangs, refuses, or does not know the password', async () => {
    const { home, ask } = await asking();
    home.setMode('hang');
    expect(await ask(query('select 1'), 200)).toMatchObject({
      type: 'timedOut',
      during: expect.stringContaining('greeting'),
    });
    home.setMode('refuse');
    expect(await ask(query('select 1'))).toMatchObject({
      result: 'bad',
      detail: expect.stringContaining('Too many connections (1040)'),
    });
    home.setMode('greet');
    writeFileSync(`${home.program.replace(/bin\/mycat$/, 'conf/password')}`, 'another\n');
    expect(await ask(query('select 1'))).toMatchObject({ result: 'broken', detail: expect.stringContaining('1045') });
  });
});
