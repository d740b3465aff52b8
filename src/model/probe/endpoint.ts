/** Where a probe connects to, and from where. Every run opens a connection of its own. */
export interface Endpoint {
  /** Address or name. */
  readonly host: string;
  readonly port: number;
  /** Source address; `kernel`: the one that the kernel chooses. */
  readonly from: string | 'kernel';
  /** The one family that a name is resolved to: a dead one is not hidden behind the other. */
  readonly family: 4 | 6;
  readonly tls: TlsConfig | 'off';
}

/** How a server's certificate is judged, and what we show of our own. Files are read when they have changed. */
export interface TlsConfig {
  /** `off`: any certificate will do; said wherever the check is shown. */
  readonly verify: 'on' | 'off';
  /** Name asked for (SNI) and demanded of the certificate; `host`: the host, where that is a name. */
  readonly serverName: string;
  /** File with the authorities to trust; `system`: those that Node.js brings along. */
  readonly caFile: string | 'system';
  /** Fewer days left than this on any certificate of the chain are a warning; 0: never. */
  readonly minDaysLeft: number;
  readonly client: { readonly certFile: string; readonly keyFile: string } | 'none';
}

/** How long an answer may take, from the start of the run to its end. */
export interface LatencyLimits {
  readonly warnOverMs: number | 'off';
  readonly badOverMs: number | 'off';
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`, `web:80`. */
export const peerOf = ({ host, port }: Pick<Endpoint, 'host' | 'port'>): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** What is to be known about its TLS, as a word behind the peer; empty without TLS. */
export function tlsRemark({ tls }: Pick<Endpoint, 'tls'>): string {
  if (tls === 'off') return '';
  return tls.verify === 'on' ? ' (TLS)' : ' (TLS, certificate not verified)';
}
