import { expect, test } from 'vitest';
import { checkOf, faultsIn } from './blocks.ts';

const http = (lines: string) => checkOf('http', lines).probe;

test('a URL is taken apart, and the rest has the usual values', () => {
  expect(http('url http://127.0.0.1:8080/health?full=1')).toMatchObject({
    kind: 'http',
    endpoint: { host: '127.0.0.1', port: 8080, family: 4, tls: 'off' },
    path: '/health?full=1',
    method: 'GET',
    hostHeader: '127.0.0.1:8080',
    headers: [],
    login: 'none',
    status: [{ from: 200, to: 399 }],
    body: 'any',
    bodyNot: 'nothing',
    bodyLimit: 65_536,
  });
  expect(http('url http://[2001:db8::1]')).toMatchObject({
    endpoint: { host: '2001:db8::1', port: 80, family: 6 },
    path: '/',
    hostHeader: '[2001:db8::1]',
  });
});

test('https is verified without a word, for the site that is asked for', () => {
  expect(http('url https://192.0.2.1/\nhost_header www.example.org:443')).toMatchObject({
    endpoint: { port: 443, tls: { verify: 'on', serverName: 'www.example.org' } },
    hostHeader: 'www.example.org:443',
  });
  expect(http('url https://192.0.2.1/')).toMatchObject({ endpoint: { tls: { serverName: '' } } });
  expect(http('url https://web/\ntls {\nverify off\n}')).toMatchObject({
    endpoint: { tls: { verify: 'off', serverName: 'web' } },
  });
});

test('what is asked and wanted is taken over', () => {
  const wanted = 'status 200,401-403\nbody /ready/\nbody_not "error page"\nbody_limit 100\nmethod GET';
  const asked = 'header "X-Probe: vipward"\nheader "Accept-Language: de"';
  expect(http(`url http://web/\n${wanted}\n${asked}`)).toMatchObject({
    status: [
      { from: 200, to: 200 },
      { from: 401, to: 403 },
    ],
    body: { type: 'pattern', source: 'ready', flags: '' },
    bodyNot: { type: 'text', text: 'error page' },
    bodyLimit: 100,
    headers: [
      { name: 'X-Probe', value: 'vipward' },
      { name: 'Accept-Language', value: 'de' },
    ],
  });
  expect(http('url http://web/\nusername me\npassword_file /etc/p')).toMatchObject({
    login: { type: 'basic', user: 'me', passwordFile: '/etc/p' },
  });
  expect(http('url http://web/\nbearer_file /etc/t')).toMatchObject({ login: { type: 'bearer', tokenFile: '/etc/t' } });
});

test.each([
  ['status 200', 'CONF-121 "http" has no url'],
  ['url web/health', 'CONF-334 "web/health" is not a URL'],
  ['url ftp://web/', 'CONF-334 ftp:// is not asked here'],
  ['url http://me:secret@web/', 'CONF-334 the URL holds a user or a password'],
  ['url http://web/\ntls {\nverify off\n}', 'CONF-337 an http:// URL speaks no TLS'],
  ['url http://web/\nhost_header "a b"', 'CONF-338 host_header "a b" is no host name'],
  ['url http://web/\nheader X-Probe', 'CONF-338 this is no header line'],
  ['url http://web/\nheader "Host: x"', 'CONF-338 Host cannot be set here'],
  ['url http://web/\nusername me', 'CONF-337 username and password_file are only of use together'],
  ['url http://web/\npassword_file /etc/p', 'CONF-337 username and password_file are only of use together'],
  [
    'url http://web/\nusername me\npassword_file /etc/p\nbearer_file /etc/t',
    'CONF-337 a request has one login: username or bearer_file',
  ],
  ['url http://web/\nmethod HEAD\nbody x', 'CONF-337 an answer to HEAD has no body'],
  ['url http://web/\nstatus 2xx', 'CONF-332 "2xx" is neither a number nor a span of numbers'],
  ['url http://web/\nstatus 20-700', 'CONF-202 status must be within 100 to 599'],
])('%j is refused', (lines, fault) => {
  expect(faultsIn('http', lines)).toEqual([fault]);
});
