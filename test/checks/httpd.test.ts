import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { end, required, runScript, shipped } from './harness/shells.ts';
import { idleProcess } from './harness/impostor.ts';
import { describeWebCheck } from './harness/web-check-cases.ts';
import { freePort, openFolder, untilServing } from './harness/workplace.ts';

const httpd = required(['apache2', 'httpd'], 'apache2-bin');

const modules =
  ['/usr/lib/apache2/modules', '/usr/lib64/httpd/modules', '/usr/lib/httpd/modules'].find(existsSync) ?? '';
const load = (name: string): string =>
  existsSync(`${modules}/mod_${name}.so`) ? `LoadModule ${name}_module ${modules}/mod_${name}.so` : '';

const configuration = (folder: string, port: number): string => `
${['mpm_event', 'authz_core', 'alias', 'unixd'].map(load).join('\n')}
ServerRoot ${folder}
ServerName localhost
DefaultRuntimeDir ${folder}
PidFile ${folder}/httpd.pid
ErrorLog ${folder}/error.log
Listen 127.0.0.1:${port}
StartServers 1
User nobody
Group #65534
RedirectMatch 500 ^/broken$
RedirectMatch 204 ^/$
`;

const asNamed = (name: string) => runScript(shipped('httpd'), ['-p', idleProcess(name).pidFile]);

describe('checks/httpd', () => {
  describeWebCheck({ script: 'httpd', label: 'HTTPD', processName: 'apache2' });

  test('the process may be called httpd as well, and nothing else', async () => {
    expect((await asNamed('httpd')).stdout).toContain('lives');
    expect((await asNamed('httpd2')).stdout).toContain('is httpd2');
  });

  describe.skipIf(httpd.path === '')(`and a real Apache httpd (${httpd.title})`, () => {
    const { path: folder, remove } = openFolder();
    let server: ReturnType<typeof spawn>;
    let url = '';
    const check = (...args: string[]) => runScript(shipped('httpd'), ['-p', `${folder}/httpd.pid`, ...args]);

    beforeAll(async () => {
      const port = await freePort();
      url = `http://127.0.0.1:${port}/`;
      writeFileSync(`${folder}/httpd.conf`, configuration(folder, port));
      server = spawn(httpd.path, ['-D', 'FOREGROUND', '-f', `${folder}/httpd.conf`], { stdio: 'ignore' });
      await untilServing(`${folder}/httpd.pid`, url);
    });

    afterAll(async () => {
      await end(server, 'SIGTERM');
      remove();
    });

    test('healthy while it serves, critical for a broken page and once it has stopped', async () => {
      expect(await check('-u', url)).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringContaining(`process ${server.pid},`),
      });
      expect(await check('-u', `${url}broken`)).toMatchObject({
        code: 2,
        stdout: expect.stringContaining('answers 500'),
      });
      await end(server, 'SIGTERM');
      expect(await check('-u', url)).toMatchObject({ code: 2, stdout: expect.stringContaining('not running') });
    });
  });
});
