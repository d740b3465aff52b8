import type { HttpLogin, HttpMethod, HttpProbeConfig } from '../../../../model/probe/http.ts';
import type { Report } from '../../../diagnostic.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import { composeEndpoint, composeLatency, composeTls, plainTls } from './endpoint.ts';
import type { ProbeComposer } from './probes.ts';

const HEALTHY = [{ from: 200, to: 399 }];
const BODY_LIMIT = 65_536;
/** RFC 9110 §5.1 and §5.5: a token, and printable text without line ends. */
const HEADER = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\t\x20-\x7e]*)$/;
const HOST_HEADER = /^[\w.-]+(?::\d+)?$|^\[[\da-f:.]+\](?::\d+)?$/i;
/** Headers with a setting of their own, or that the request makes itself. */
const TAKEN: Readonly<Record<string, string>> = {
  host: 'use host_header',
  authorization: 'use username and password_file, or bearer_file: a configuration is shown to many',
  connection: 'every run has a connection of its own',
  'content-length': 'there is nothing to send',
  'transfer-encoding': 'there is nothing to send',
};

export const composeHttp: ProbeComposer<HttpProbeConfig> = (settings, place) => {
  const { node, report } = place;
  const written = settings.text('url');
  if (!settings.has('url')) report('CONF-121', node.keyword.span, '"http" has no url');
  const url = written === undefined ? undefined : urlOf(written, settings, report);
  const host = url?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '';
  const hostHeader = hostHeaderOf(settings, report) ?? url?.host ?? '';
  const site = /^(\[.*\]|[^:]*)/.exec(hostHeader)?.[1]?.replace(/^\[(.*)\]$/, '$1') ?? '';
  const secure = url?.protocol === 'https:';
  const written_tls = composeTls(settings, site, place);
  const tlsSpan = settings.entry('tls')?.node.keyword.span;
  if (tlsSpan !== undefined && url?.protocol === 'http:') {
    report('CONF-337', tlsSpan, 'an http:// URL speaks no TLS', { help: 'write https://, or delete the block' });
  }
  const tls = secure ? (written_tls === 'off' ? plainTls(site) : written_tls) : 'off';
  const port = url === undefined || url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  judgeBody(settings, report);
  return {
    kind: 'http',
    url: written ?? '',
    endpoint: composeEndpoint(settings, { host, port, tls }, report),
    path: url === undefined ? '/' : `${url.pathname}${url.search}`,
    method: (settings.text('method') ?? 'GET') as HttpMethod,
    hostHeader,
    headers: headersOf(settings, report),
    login: loginOf(settings, report),
    status: settings.ranges('status') ?? HEALTHY,
    body: settings.expectation('body') ?? 'any',
    bodyNot: settings.expectation('body_not') ?? 'nothing',
    bodyLimit: settings.number('body_limit') ?? BODY_LIMIT,
    latency: composeLatency(settings, report),
  };
};

function urlOf(text: string, settings: BlockSettings, report: Report): URL | undefined {
  const span = settings.span('url');
  if (span === undefined) return undefined;
  if (!URL.canParse(text)) {
    report('CONF-334', span, `"${text}" is not a URL`);
    return undefined;
  }
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    report('CONF-334', span, `${url.protocol}// is not asked here`);
    return undefined;
  }
  if (url.username !== '' || url.password !== '') {
    report('CONF-334', span, 'the URL holds a user or a password', { help: 'use username and password_file' });
  }
  return url;
}

function hostHeaderOf(settings: BlockSettings, report: Report): string | undefined {
  const [text, span] = [settings.text('host_header'), settings.span('host_header')];
  if (text === undefined || span === undefined || HOST_HEADER.test(text)) return text;
  report('CONF-338', span, `host_header "${text}" is no host name`, {
    help: 'a name or address, with :port if need be',
  });
  return undefined;
}

function headersOf(settings: BlockSettings, report: Report): HttpProbeConfig['headers'] {
  return settings.entries('header').flatMap(({ value, node }) => {
    if (value?.type !== 'text') return [];
    const span = node.args[0]?.span ?? node.keyword.span;
    const [, name, text = ''] = HEADER.exec(value.value) ?? [];
    const why = name === undefined ? 'for example: header "X-Probe: vipward"' : TAKEN[name.toLowerCase()];
    if (name !== undefined && why === undefined) return [{ name, value: text }];
    report('CONF-338', span, name === undefined ? 'this is no header line' : `${name} cannot be set here`, {
      help: why ?? '',
    });
    return [];
  });
}

function loginOf(settings: BlockSettings, report: Report): HttpLogin | 'none' {
  const [user, passwordFile, tokenFile] = [
    settings.text('username'),
    settings.text('password_file'),
    settings.text('bearer_file'),
  ];
  const half = settings.has('username') === settings.has('password_file') ? undefined : settings.span('username');
  const span = half ?? (settings.has('username') ? undefined : settings.span('password_file'));
  if (span !== undefined) {
    report('CONF-337', span, 'username and password_file are only of use together', { help: 'write both' });
  }
  const bearerSpan = settings.span('bearer_file');
  if (bearerSpan !== undefined && settings.has('username')) {
    report('CONF-337', bearerSpan, 'a request has one login: username or bearer_file');
  }
  if (tokenFile !== undefined) return { type: 'bearer', tokenFile };
  return user === undefined || passwordFile === undefined ? 'none' : { type: 'basic', user, passwordFile };
}

function judgeBody(settings: BlockSettings, report: Report): void {
  const span = settings.span('body') ?? settings.span('body_not');
  if (span !== undefined && settings.text('method') === 'HEAD') {
    report('CONF-337', span, 'an answer to HEAD has no body', { help: 'method GET' });
  }
}
