import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { required, runScript, shipped } from './harness/shells.ts';
import { freePort, listen, testFolder, withTools } from './harness/workplace.ts';

const curl = required(['curl'], 'curl');
const openssl = required(['openssl'], 'openssl');
const check = (...args: string[]) => runScript(shipped('http'), args);

/** Answers every request with these bytes; the requests are kept for the test to look at. */
async function serving(status: string, body: string, delayMs = 0): Promise<{ url: string; requests: string[] }> {
  const requests: string[] = [];
  const answer = `HTTP/1.1 ${status}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;
  const port = await listen((socket) => {
    socket.on('data', (bytes) => {
      requests.push(bytes.toString());
      setTimeout(() => socket.end(answer), delayMs);
    });
  });
  return { url: `http://127.0.0.1:${port}/page?a=b`, requests };
}

/** An https server with a certificate for www.example.org, by itself, that is valid for so many days. */
async function servingTls(days: number): Promise<{ readonly url: string; readonly certificate: string }> {
  const folder = testFolder();
  const [key, cert] = [`${folder}/key.pem`, `${folder}/cert.pem`];
  const subject = ['-subj', '/CN=www.example.org', '-addext', 'subjectAltName=DNS:www.example.org'];
  const made = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
    '-days',
    String(days),
  ];
  execFileSync(openssl.path, [...made, ...subject], { stdio: 'ignore' });
  const server: Server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    response.end(`for ${request.headers.host}\n`);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`, certificate: cert };
}

describe.skipIf(curl.path === '')(`checks/http with ${curl.title}`, () => {
  test('an answer with the expected status is healthy, in one line', async () => {
    const { url } = await serving('200 OK', 'ready\n');
    const ran = await check('-u', url);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^HTTP OK: http:\/\/127\.0\.0\.1:\d+\/page\?a=b answers 200 in \d+ ms \| time=\d+ms\n$/);
  });

  test('with -H it asks the same address by that name', async () => {
    const { url, requests } = await serving('200 OK', '');
    expect(await check('-u', url, '-H', 'www.example.org')).toMatchObject({ code: 0, stderr: '' });
    expect(requests[0]).toMatch(/^GET \/page\?a=b HTTP\/1\.1\r\nHost: www\.example\.org\r\n/);
  });

  test.each([
    ['500 Internal Server Error', [], 2, 'answers 500, expected 2xx,3xx'],
    ['404 Not Found', ['-s', '200,404'], 0, 'answers 404'],
    ['200 OK', ['-s', '204,4xx'], 2, 'answers 200, expected 204,4xx'],
    ['302 Found', [], 0, 'answers 302'],
  ])('status %s with %j exits %d', async (status, options, code, words) => {
    const { url } = await serving(status, 'x');
    const ran = await check('-u', url, ...options);
    expect(ran).toMatchObject({ code, stderr: '', stdout: expect.stringContaining(words) });
  });

  test.each([
    ['with the line', 'ready\n', '^ready$', 0],
    ['with more on the line', 'not ready\n', '^ready$', 2],
    ['of nothing', '', 'x', 2],
    ['with a late match and no line end', `${`${'x'.repeat(300_000)}\n`.repeat(3)}end`, '^end$', 0],
    ['with an early match', `early\n${'x'.repeat(1_000_000)}`, 'early', 0],
    ['of bytes', '\0\u0001 bytes \0\n', 'bytes', 0],
    ["with the script's own words", '=status 200\n=exit 0\n=matches 7\n', '^never$', 2],
  ])('-b and a body %s', async (_what, body, pattern, code) => {
    const { url } = await serving('200 OK', body);
    const ran = await check('-u', url, '-b', pattern);
    expect(ran).toMatchObject({ code, stderr: '' });
    if (code === 2) expect(ran.stdout).toContain('no line of it matches -b');
  });

  test('an answer slower than -w is a warning', async () => {
    const { url } = await serving('200 OK', 'x', 150);
    expect(await check('-u', url, '-w', '50')).toMatchObject({ code: 1, stdout: expect.stringContaining('WARNING') });
  });

  test('a server that hangs, before its answer or in the middle of it, is critical within the limit', async () => {
    for (const said of ['', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx']) {
      const port = await listen((socket) => socket.write(said));
      const ran = await check('-u', `http://127.0.0.1:${port}/`, '-b', 'x', '-t', '0.3');
      expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('no complete answer in time') });
      expect(ran.tookMs).toBeLessThan(3000);
    }
  });

  test('a dead server, and one that speaks something else, are critical', async () => {
    const dead = await check('-u', `http://127.0.0.1:${await freePort()}/`);
    expect(dead).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('connection refused') });
    const port = await listen((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    const other = await check('-u', `http://127.0.0.1:${port}/`);
    expect(other).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('no valid answer') });
  });

  test.skipIf(openssl.path === '')('a certificate that nobody vouches for is refused, and taken with -k', async () => {
    const { url } = await servingTls(30);
    const refused = await check('-u', url);
    expect(refused).toMatchObject({ code: 2, stderr: '', stdout: expect.stringMatching(/refused: self.signed/) });
    const taken = await check('-u', url, '-k', '-H', 'www.example.org', '-b', '^for www.example.org$');
    expect(taken).toMatchObject({ code: 0, stderr: '' });
  });

  test.skipIf(openssl.path === '')('a certificate that is vouched for must be for the name of -H', async () => {
    const { url, certificate } = await servingTls(30);
    const vouched = { CURL_CA_BUNDLE: certificate };
    const named = await runScript(shipped('http'), ['-u', url, '-H', 'www.example.org', '-e', '14'], vouched);
    expect(named).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('ends in 30 days') });
    const unnamed = await runScript(shipped('http'), ['-u', url], vouched);
    expect(unnamed).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('certificate refused') });
    expect(unnamed.stdout).toContain('127.0.0.1');
  });

  test.skipIf(openssl.path === '')('a certificate that has ended is critical even with -k', async () => {
    const { url } = await servingTls(10);
    const date = `${testFolder()}/date`;
    writeFileSync(date, `#!/bin/sh\necho ${Math.floor(Date.now() / 1000) + 13 * 86_400}\n`, { mode: 0o755 });
    const tools = withTools('http', ['curl', 'grep', 'sed', 'cat', ['date', date]]);
    const ran = await runScript(tools, ['-u', url, '-k', '-e', '14']);
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('certificate ends in -3 days') });
  });

  test.skipIf(openssl.path === '')('a certificate that ends within -e days is a warning', async () => {
    for (const days of [10, 400, 9999]) {
      const { url } = await servingTls(days);
      const far = await check('-u', url, '-k', '-e', String(days));
      expect(far).toMatchObject({ code: 0, stdout: expect.stringContaining(`certificate ends in ${days} days`) });
      const near = await check('-u', url, '-k', '-e', String(days + 1));
      expect(near).toMatchObject({ code: 1, stdout: expect.stringContaining(`sooner than ${days + 1}`) });
      expect(near.stdout).toContain(` days=${days}\n`);
    }
  });

  test('without curl it cannot test, and names the package', async () => {
    const ran = await runScript(withTools('http', ['grep']), ['-u', 'http://127.0.0.1/']);
    expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('install the package curl') });
  });

  test.each([
    [[], '-u takes'],
    [['-u', 'ftp://127.0.0.1/'], '-u takes'],
    [['-u', 'http://me:secret@127.0.0.1/'], '-u may hold no password'],
    [['-u', 'http://127.0.0.1/', '-e', '5'], '-e needs'],
    [['-u', 'http://127.0.0.1/', '-b', '['], '-b takes'],
    [['-u', 'http://127.0.0.1/', '-H', 'a b'], '-H takes'],
    [['-u', 'http://127.0.0.1/', '-w', 'soon'], '-w takes'],
  ])('options %j are refused with 3', async (args, words) => {
    const ran = await check(...args);
    expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining(words) });
    expect(ran.stdout).not.toContain('secret');
  });
});
