import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { end, required, runScript, shipped } from './harness/shells.ts';
import { describeWebCheck } from './harness/web-check-cases.ts';
import { freePort, openFolder, untilServing } from './harness/workplace.ts';

const nginx = required(['nginx'], 'nginx-light');

const configuration = (folder: string, port: number): string => `
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
worker_processes 1;
events { worker_connections 32; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/temp;`).join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    location / { return 200 "served"; }
    location /broken { return 500; }
  }
}
`;

describe('checks/nginx', () => {
  describeWebCheck({ script: 'nginx', label: 'NGINX', processName: 'nginx' });

  describe.skipIf(nginx.path === '')(`and a real nginx (${nginx.title})`, () => {
    const { path: folder, remove } = openFolder();
    let server: ReturnType<typeof spawn>;
    let url = '';
    const check = (...args: string[]) => runScript(shipped('nginx'), ['-p', `${folder}/nginx.pid`, ...args]);

    beforeAll(async () => {
      const port = await freePort();
      url = `http://127.0.0.1:${port}/`;
      mkdirSync(`${folder}/temp`);
      writeFileSync(`${folder}/nginx.conf`, configuration(folder, port));
      server = spawn(nginx.path, ['-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`], { stdio: 'ignore' });
      await untilServing(`${folder}/nginx.pid`, url);
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
