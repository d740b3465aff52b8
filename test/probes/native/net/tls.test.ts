import { chmodSync } from 'node:fs';
import { createServer } from 'node:https';
import { expect, test, vi } from 'vitest';
import type { TlsConfig } from '../../../../src/model/probe/endpoint.ts';
import type { Expectation } from '../../../../src/model/probe/expectation.ts';
import type { HttpProbeConfig } from '../../../../src/model/probe/http.ts';
import { endpoint, httpProbeConfig } from '../../../support/configs.ts';
import { fileWith, listen, openSockets, outcomeOf, portOf, probeOf } from '../asking.ts';
import { type Certificate, haveOpenssl, selfSigned, signedBy } from '../certificates.ts';

const pattern = (source: string): Expectation => ({ type: 'pattern', source, flags: '' });
const tlsOf = (changes: Partial<TlsConfig> = {}): TlsConfig => ({
  verify: 'on',
  serverName: '',
  caFile: 'system',
  minDaysLeft: 14,
  client: 'none',
  ...changes,
});
const asking = (port: number, tls: Partial<TlsConfig>, changes: Partial<HttpProbeConfig> = {}): HttpProbeConfig =>
  httpProbeConfig(port, {
    url: `https://127.0.0.1:${port}/health`,
    endpoint: endpoint(port, { tls: tlsOf(tls) }),
    ...changes,
  });
const securing = ({ pair }: Certificate): Promise<number> =>
  portOf(createServer(pair, (_request, response) => response.end('safe')));

test.skipIf(!haveOpenssl)(
  'NP-02 a certificate is good by an authority that is trusted, for the address or the name',
  async () => {
    const authority = selfSigned(400, 'authority');
    const ca = { caFile: authority.certFile };
    const port = await securing(signedBy(authority, 30));
    expect(await outcomeOf(asking(port, ca, { body: pattern('^safe$') }))).toMatchObject({
      result: 'ok',
      detail: `https://127.0.0.1:${port}/health answers 200`,
    });
    expect(await outcomeOf(asking(port, { ...ca, serverName: 'localhost' }))).toMatchObject({ result: 'ok' });
    expect(await outcomeOf(asking(port, { ...ca, serverName: 'www.example.org' }))).toMatchObject({
      result: 'bad',
      phase: 'tls',
      detail: expect.stringMatching(/shows a certificate for another name: .*www\.example\.org/),
    });
    expect(await outcomeOf(asking(port, {}))).toMatchObject({
      result: 'bad',
      detail: expect.stringMatching(/^127\.0\.0\.1:\d+ (?:shows a certificate that )?(?:comes|is signed|shows)/),
    });
  },
);

test.skipIf(!haveOpenssl)(
  'NP-02 a self-signed certificate is bad, and taken without verification, which is said',
  async () => {
    const certificate = selfSigned(30);
    const port = await securing(certificate);
    expect(await outcomeOf(asking(port, {}))).toMatchObject({
      result: 'bad',
      phase: 'tls',
      detail: `127.0.0.1:${port} shows a certificate that is signed by itself (name it as ca to trust it)`,
    });
    expect(await outcomeOf(asking(port, { verify: 'off' }))).toMatchObject({
      result: 'ok',
      detail: expect.stringContaining('; certificate not verified'),
    });
    expect(await outcomeOf(asking(port, { caFile: certificate.certFile }))).toMatchObject({ result: 'ok' });
  },
);

test.skipIf(!haveOpenssl)('NP-02 an expired certificate is bad, and without verification a warning', async () => {
  const certificate = selfSigned(-1);
  const port = await securing(certificate);
  expect(await outcomeOf(asking(port, { caFile: certificate.certFile }))).toMatchObject({
    result: 'bad',
    detail: `127.0.0.1:${port} shows a certificate that has ended`,
  });
  expect(await outcomeOf(asking(port, { verify: 'off' }))).toMatchObject({
    result: 'warn',
    detail: expect.stringContaining('the certificate of CN=localhost has ended, on '),
  });
});

test.skipIf(!haveOpenssl)('a certificate of the chain that ends within the wanted days is a warning', async () => {
  const authority = selfSigned(10, 'authority');
  const own = signedBy(authority, 30);
  const ca = { caFile: authority.certFile };
  const chain = { ...own.pair, cert: Buffer.concat([own.pair.cert, authority.pair.cert]) };
  const port = await securing({ ...own, pair: chain });
  expect(await outcomeOf(asking(port, ca))).toMatchObject({
    result: 'warn',
    detail: expect.stringMatching(/; the certificate of CN=authority ends in 9 days, on \d{4}-\d\d-\d\d$/),
  });
  expect(await outcomeOf(asking(port, { ...ca, minDaysLeft: 9 }))).toMatchObject({ result: 'ok' });
  expect(await outcomeOf(asking(port, { ...ca, minDaysLeft: 0 }))).toMatchObject({ result: 'ok' });
});

test.skipIf(!haveOpenssl)('a server that wants a certificate gets ours, and says so when it gets none', async () => {
  const authority = selfSigned(400, 'authority');
  const server = signedBy(authority, 30);
  const client = signedBy(authority, 30, 'probe');
  const options = { ...server.pair, ca: [authority.pair.cert], requestCert: true, rejectUnauthorized: true };
  const port = await portOf(createServer(options, (_request, response) => response.end()));
  const ca = { caFile: authority.certFile };
  const files = { certFile: client.certFile, keyFile: client.keyFile };
  expect(await outcomeOf(asking(port, { ...ca, client: files }))).toMatchObject({ result: 'ok' });
  expect(await outcomeOf(asking(port, ca))).toMatchObject({ type: 'probed', result: 'bad' });
});

test.skipIf(!haveOpenssl)('our own files that are missing or no certificate are faults of the check', async () => {
  const port = await securing(selfSigned(30));
  expect(await outcomeOf(asking(port, { caFile: '/nowhere/ca.pem' }))).toMatchObject({
    result: 'broken',
    detail: expect.stringContaining('/nowhere/ca.pem cannot be read (ENOENT)'),
  });
  const files = { certFile: fileWith('x'), keyFile: fileWith('y') };
  expect(await outcomeOf(asking(port, { verify: 'off', client: files }))).toMatchObject({
    result: 'broken',
    detail: expect.stringContaining("the check's own certificate, key or ca file is unusable"),
  });
});

test.skipIf(!haveOpenssl)('a port that speaks no TLS, and one that never answers the handshake', async () => {
  const plain = await listen((socket) => socket.end('220 hello\r\n'));
  expect(await outcomeOf(asking(plain, {}))).toMatchObject({ type: 'probed', result: 'bad', phase: 'tls' });
  const silent = await listen(() => {});
  const before = openSockets();
  expect(await outcomeOf(asking(silent, {}), 100)).toMatchObject({
    type: 'timedOut',
    during: `in the TLS handshake with 127.0.0.1:${silent}`,
  });
  await vi.waitUntil(() => openSockets() <= before, { timeout: 5000 });
});

test.skipIf(!haveOpenssl)('a private key that everybody can read draws a warning', async () => {
  const own = selfSigned(30);
  const port = await securing(own);
  chmodSync(own.keyFile, 0o644);
  const client = { certFile: own.certFile, keyFile: own.keyFile };
  const run = await probeOf(asking(port, { verify: 'off', client })).start(0);
  expect(run.warnings).toMatchObject([{ rule: 'unsafe-path', path: own.keyFile }]);
  expect((await run.settled).outcome).toMatchObject({ result: 'ok' });
});
