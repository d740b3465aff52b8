import type { Host } from './host.ts';
import type { HostProcess } from './host-process.ts';

const START_LIMIT_MS = 10_000;

/** The service that a VIP leads to. `process` serves port 80; its pid as the host sees it is in `pidFile`. */
export interface WebServer {
  readonly software: 'nginx' | 'embedded';
  readonly process: HostProcess;
  readonly pidFile: string;
}

/**
 * Starts a web server on port 80 that answers every request with `body`; resolves when it listens. Unless told which:
 * real nginx where it is installed, otherwise one in Node.js.
 */
export async function startWebServer(host: Host, body: string, wanted?: WebServer['software']): Promise<WebServer> {
  const software = wanted ?? (await installedOn(host));
  const pidFile = `${host.directory}/web.pid`;
  const process = software === 'nginx' ? startNginx(host, body, pidFile) : startEmbedded(host, body, pidFile);
  await process.waitForLog(software === 'nginx' ? /start worker process \d/ : /^listening$/, START_LIMIT_MS);
  return { software, process, pidFile };
}

async function installedOn(host: Host): Promise<WebServer['software']> {
  try {
    await host.run(['nginx', '-v']);
    return 'nginx';
  } catch {
    return 'embedded';
  }
}

function startNginx(host: Host, body: string, pidFile: string): HostProcess {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const configuration = host.writeFile(
    'nginx.conf',
    `
daemon off;
user root;
worker_processes 1;
pid ${pidFile};
error_log stderr notice;
events { worker_connections 128; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${host.directory}/nginx-${name};`).join('\n  ')}
  server {
    listen 80;
    ${host.address6 === 'none' ? '' : 'listen [::]:80;'}
    location / { default_type text/plain; return 200 ${JSON.stringify(`${body}\n`)}; }
  }
}
`,
  );
  return host.start('nginx', ['nginx', '-e', 'stderr', '-c', configuration]);
}

const EMBEDDED = `
const [pidFile, body] = process.argv.slice(1);
require('node:http').createServer((_, response) => response.end(body + '\\n')).listen(80, () => {
  require('node:fs').writeFileSync(pidFile, process.pid + '\\n');
  console.log('listening');
});
`;

function startEmbedded(host: Host, body: string, pidFile: string): HostProcess {
  return host.start('embedded web server', [process.execPath, '-e', EMBEDDED, pidFile, body]);
}
