import type { Endpoint, LatencyLimits, TlsConfig } from '../../../../model/probe/endpoint.ts';
import type { Report } from '../../../diagnostic.ts';
import { type BlockSettings, readSettings } from '../../block/block-settings.ts';
import { parseIp } from '../../block/ip.ts';
import type { ProbePlace } from './probes.ts';

const MIN_DAYS_LEFT = 14;

/** Where a probe connects to by its block, which says everything but host and port. */
export function composeEndpoint(
  settings: BlockSettings,
  to: Pick<Endpoint, 'host' | 'port' | 'tls'>,
  report: Report,
): Endpoint {
  const host = parseIp(to.host);
  const from = settings.ip('from');
  const asked = settings.text('ip_version') === undefined ? undefined : settings.text('ip_version') === '6' ? 6 : 4;
  const family = host?.family ?? asked ?? from?.family ?? 4;
  for (const [keyword, other] of [['ip_version', asked] as const, ['from', from?.family] as const]) {
    const span = settings.span(keyword);
    if (span === undefined || other === undefined || other === family) continue;
    const what = host === undefined ? 'the name is resolved to' : `${to.host} is`;
    report('CONF-335', span, `${keyword} is IPv${other}, ${what} IPv${family}`);
  }
  return { ...to, from: from?.address ?? 'kernel', family };
}

/** `warn_over` and `bad_over`. */
export function composeLatency(settings: BlockSettings, report: Report): LatencyLimits {
  const warnOverMs = settings.number('warn_over') ?? 'off';
  const badOverMs = settings.number('bad_over') ?? 'off';
  const span = settings.span('warn_over');
  if (span !== undefined && warnOverMs !== 'off' && badOverMs !== 'off' && warnOverMs >= badOverMs) {
    report('CONF-337', span, 'warn_over must be shorter than bad_over', { help: 'lower it, or raise bad_over' });
  }
  return { warnOverMs, badOverMs };
}

/** The `tls` block; `off` without one. `name`: what the certificate must be for, unless the block says otherwise. */
export function composeTls(settings: BlockSettings, name: string, place: ProbePlace): TlsConfig | 'off' {
  if (!settings.has('tls')) return 'off';
  const tls = readSettings(settings.lines('tls'), 'tls', place);
  const verify = tls.switch('verify') ?? 'on';
  const [caFile, certFile, keyFile] = [tls.text('ca'), tls.text('cert'), tls.text('key')];
  const caSpan = tls.span('ca');
  if (caSpan !== undefined && verify === 'off') place.report('CONF-337', caSpan, 'with verify off, nobody looks at ca');
  const half = tls.has('cert') === tls.has('key') ? undefined : (tls.span('cert') ?? tls.span('key'));
  if (half !== undefined) {
    place.report('CONF-337', half, 'cert and key are only of use together', { help: 'write both' });
  }
  return {
    verify,
    serverName: tls.text('servername') ?? serverNameOf(name),
    caFile: caFile ?? 'system',
    minDaysLeft: tls.number('min_days_left') ?? MIN_DAYS_LEFT,
    client: certFile === undefined || keyFile === undefined ? 'none' : { certFile, keyFile },
  };
}

/** TLS as it is without a `tls` block. */
export const plainTls = (name: string): TlsConfig => ({
  verify: 'on',
  serverName: serverNameOf(name),
  caFile: 'system',
  minDaysLeft: MIN_DAYS_LEFT,
  client: 'none',
});

/** Only a name can be asked for (RFC 6066 §3); a certificate for an address is compared with the address. */
const serverNameOf = (name: string): string => (parseIp(name) === undefined ? name : '');
