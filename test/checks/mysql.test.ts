import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MARIADB_CLIENT, type MariaDb, MARIADBD, MariaDbs } from './harness/mariadb.ts';
import { whileHanging } from './harness/server.ts';
import { runScript, shipped } from './harness/shells.ts';
import { freePort, listen, testFolder, type Tool, withTools } from './harness/workplace.ts';

const TOOLS: readonly Tool[] = ['timeout', 'sed'];
const PASSWORD = 'se"cret';

/** What a server may send in place of a greeting. */
const TOO_MANY = Buffer.from('\u0017\0\0\0\u00ff\u0010\u0004Too many connections', 'latin1');
const PROTOCOL_9 = Buffer.from('\u0006\0\0\0\u00093.21\0', 'latin1');

describe.skipIf(MARIADBD.path === '' || MARIADB_CLIENT.path === '')(`checks/mysql with ${MARIADBD.title}`, () => {
  const servers = new MariaDbs();
  let source: MariaDb;
  let replica: MariaDb;

  const optionFile = (user: string, password: string): string => {
    const file = `${servers.folder}/${user}-${password.length}.cnf`;
    writeFileSync(file, `[client]\nuser=${user}\npassword='${password}'\n`, { mode: 0o600 });
    return file;
  };
  const onSocket = ({ socket }: MariaDb, ...args: string[]) =>
    runScript(shipped('mysql'), ['-S', socket, '-f', optionFile('root', ''), ...args]);
  const onPort = ({ port }: { port: number }, ...args: string[]) =>
    runScript(shipped('mysql'), ['-p', String(port), '-f', optionFile('checker', PASSWORD), ...args]);

  beforeAll(async () => {
    [source, replica] = await Promise.all([
      servers.start('source', '--server-id=1', '--log-bin=source'),
      servers.start('replica', '--server-id=2', '--read-only=1', '--skip-slave-start'),
    ]);
    source.sql(`create user checker@'127.0.0.1' identified by '${PASSWORD}'`);
  }, 60_000);

  afterAll(() => servers.close());

  test('a login that gets its answer is healthy over the port and over the socket, in one line', async () => {
    const ran = await onPort(source, '-r', 'rw');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^MYSQL OK: 127\.0\.0\.1:\d+ answers as [\w.+-]*MariaDB[\w.+-]*, rw \| time=\d+ms\n$/);
    expect(await onSocket(source)).toMatchObject({ code: 0, stderr: '' });
  });

  test('a server that takes writes is not ro, and one that refuses them is not rw', async () => {
    expect(await onSocket(replica, '-r', 'ro')).toMatchObject({ code: 0, stderr: '' });
    const refuses = await onSocket(replica, '-r', 'rw');
    expect(refuses).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('it refuses writes') });
    const takes = await onSocket(source, '-r', 'ro');
    expect(takes).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('it takes writes') });
  });

  test('a login that is refused, or a right that is missing, cannot be tested', async () => {
    const wrong = ['-p', String(source.port), '-f', optionFile('checker', 'wrong')];
    const ran = await runScript(shipped('mysql'), wrong);
    expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('login refused: ERROR 1045') });
    expect(ran.stdout).not.toContain('wrong');
    const powerless = await onPort(source, '-l', '5');
    expect(powerless).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('SLAVE MONITOR') });
  });

  test('with -l it is critical for no replica and a stopped one, and a warning for one that is behind', async () => {
    expect(await onSocket(source, '-l', '5')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('it is no replica'),
    });
    const from = `change master to master_host='127.0.0.1', master_port=${source.port}, master_user='copier',
      master_password='x', master_log_file='source.000001', master_log_pos=4`;
    source.sql(
      "create user copier@'127.0.0.1' identified by 'x'; grant replication slave on *.* to copier@'127.0.0.1'",
    );
    replica.sql(from);
    expect(await onSocket(replica, '-l', '5')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('replication is stopped'),
    });
    replica.sql('start slave');
    await expect
      .poll(() => onSocket(replica, '-l', '5', '-r', 'ro'), { timeout: 10_000, interval: 100 })
      .toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('0 s behind') });
    replica.sql('stop slave; change master to master_delay=3600; start slave');
    source.sql('create database late');
    await expect
      .poll(() => onSocket(replica, '-l', '0').then(({ code }) => code), { timeout: 10_000, interval: 100 })
      .toBe(1);
  });

  test('a server that hangs is critical within the limit', async () => {
    const ran = await whileHanging(source.process, () => onPort(source, '-t', '0.4'));
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('no answer in time') });
    expect(ran.tookMs).toBeLessThan(3000);
  });

  test('a dead server is critical', async () => {
    const dead = await onPort({ port: await freePort() });
    expect(dead).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining("Can't connect") });
  });
});

describe.skipIf(MARIADB_CLIENT.path === '')(`checks/mysql with ${MARIADB_CLIENT.title} and no real server`, () => {
  test.each([
    [TOO_MANY, 'Too many connections'],
    [PROTOCOL_9, 'ERROR 2007'],
  ])('a server that sends %o in place of a greeting is critical', async (answer, words) => {
    const port = await listen((socket) => socket.end(answer));
    const ran = await runScript(shipped('mysql'), ['-p', String(port), '-t', '1']);
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining(words) });
  });

  test('an option file that is missing or wrong cannot be used', async () => {
    expect(await runScript(shipped('mysql'), ['-f', '/nowhere.cnf'])).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('no right to read /nowhere.cnf'),
    });
    const file = `${testFolder()}/wrong.cnf`;
    writeFileSync(file, '[client]\nno-such-option=1\n');
    const wrong = await runScript(shipped('mysql'), ['-f', file]);
    expect(wrong).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('no-such-option') });
  });

  test('it uses the program mysql where there is no mariadb', async () => {
    const tools = withTools('mysql', [...TOOLS, ['mysql', MARIADB_CLIENT.path]]);
    const ran = await runScript(tools, ['-p', String(await freePort())]);
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining("Can't connect") });
  });
});

test('without a client checks/mysql cannot test, and names the packages', async () => {
  const ran = await runScript(withTools('mysql', TOOLS), []);
  expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('install mariadb-client-core') });
});

test.each([
  [['-p', '80a'], '-p takes'],
  [['-r', 'readonly'], '-r takes'],
  [['-l', '1.5'], '-l takes'],
])('option %j of checks/mysql is refused with 3', async (args, words) => {
  const ran = await runScript(shipped('mysql'), args);
  expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining(words) });
});
