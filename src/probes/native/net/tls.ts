import type { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import type { TlsConfig } from '../../../model/probe/endpoint.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import type { Remark } from './good-end.ts';
import { OwnFile } from './own-file.ts';

const DAY_MS = 86_400_000;
/** Longer chains than any authority issues; a loop in one ends here. */
const CHAIN_MAX = 10;

/** Error codes of a refused certificate, in words. Source: X509_verify_cert_error_string and node:tls. */
const REFUSED: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has ended',
  CERT_NOT_YET_VALID: 'is not valid yet (is the clock right?)',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is signed by itself (name it as ca to trust it)',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an authority that is not trusted (name that as ca)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an unknown authority (name that as ca)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'comes without the certificate that signed it (the server must send its chain)',
  CERT_REVOKED: 'was revoked',
};

/** What one run needs for TLS. */
export interface ReadyTls {
  /** A finding when everybody on this host can read our private key. */
  readonly exposure: OwnFile['exposure'];
  /** Speaks TLS over a connection that stands. Errors, a refused certificate among them, come as `error` events. */
  wrap(socket: Socket, onSecure: () => void): TLSSocket;
  /** Whether the certificate was verified, and when the first one of the server's chain ends. */
  remarks(secure: TLSSocket, nowMs: number): readonly Remark[];
}

/** The TLS side of one probe: our own files, and what is said of the server's certificate. */
export class TlsSide {
  readonly #config: TlsConfig;
  readonly #host: string;
  readonly #files: {
    readonly ca: OwnFile | undefined;
    readonly cert: OwnFile | undefined;
    readonly key: OwnFile | undefined;
  };
  #context: { readonly identity: string; readonly value: SecureContext } | undefined;

  /** @param host address or name that is connected to: a certificate must be for it where no name is configured */
  constructor(config: TlsConfig, host: string) {
    const { caFile, client } = config;
    this.#config = config;
    this.#host = host;
    this.#files = {
      ca: caFile === 'system' ? undefined : new OwnFile(caFile),
      cert: client === 'none' ? undefined : new OwnFile(client.certFile),
      key: client === 'none' ? undefined : new OwnFile(client.keyFile),
    };
  }

  /** Reads our own files where they have changed. A sentence on what is wrong with one of them. */
  ready(): Result<ReadyTls, string> {
    const read = Object.entries(this.#files).map(([use, file]) => ({ use, content: file?.read() }));
    const contents = read.flatMap(({ use, content }) => (content === undefined ? [] : [{ use, content }]));
    const failed = contents.find(({ content }) => !content.ok)?.content;
    if (failed?.ok === false) return failed;
    const found = contents.flatMap(({ use, content }) => (content.ok ? [[use, content.value] as const] : []));
    const identity = found.map(([, content]) => content.identity).join();
    try {
      if (this.#context?.identity !== identity) {
        const value = createSecureContext(Object.fromEntries(found.map(([use, { bytes }]) => [use, bytes])));
        this.#context = { identity, value };
      }
    } catch (error) {
      return err(`the check's own certificate, key or ca file is unusable: ${(error as Error).message}`);
    }
    return ok({
      exposure: this.#files.key?.exposure,
      wrap: this.#wrap.bind(this, this.#context.value),
      remarks: (secure, nowMs) => certificateRemarks(this.#config, secure, nowMs),
    });
  }

  #wrap(secureContext: SecureContext, socket: Socket, onSecure: () => void): TLSSocket {
    const { serverName, verify } = this.#config;
    const name = serverName === '' || isIP(serverName) !== 0 ? { host: this.#host } : nameOf(serverName);
    const secure = connect({ socket, secureContext, rejectUnauthorized: verify === 'on', ...name });
    secure.once('secureConnect', onSecure);
    return secure;
  }
}

/** What is to be said of a certificate that was taken: that it ends soon, or was not looked at. */
export function certificateRemarks(
  { minDaysLeft, verify }: Pick<TlsConfig, 'minDaysLeft' | 'verify'>,
  secure: TLSSocket,
  nowMs: number,
): readonly Remark[] {
  const trusted: readonly Remark[] = verify === 'on' ? [] : [{ grade: 'ok', text: 'certificate not verified' }];
  const first = firstToEnd(secure.getPeerX509Certificate());
  if (first === undefined || minDaysLeft === 0) return trusted;
  const days = Math.floor((first.endsMs - nowMs) / DAY_MS);
  if (days >= minDaysLeft) return trusted;
  const when = days < 0 ? 'has ended' : `ends in ${days} ${days === 1 ? 'day' : 'days'}`;
  const text = `the certificate of ${first.subject} ${when}, on ${new Date(first.endsMs).toISOString().slice(0, 10)}`;
  return [...trusted, { grade: 'warn', text }];
}

const nameOf = (serverName: string): { host: string; servername: string } => ({
  host: serverName,
  servername: serverName,
});

/** Of a certificate and those that vouch for it, the one that ends first. */
function firstToEnd(leaf: X509Certificate | undefined): { subject: string; endsMs: number } | undefined {
  const chain: { subject: string; endsMs: number }[] = [];
  for (let one = leaf; one !== undefined && chain.length < CHAIN_MAX; one = one.issuerCertificate) {
    chain.push({ subject: one.subject.replaceAll('\n', ', '), endsMs: Date.parse(one.validTo) });
  }
  return chain.toSorted((a, b) => a.endsMs - b.endsMs)[0];
}

/** What went wrong with TLS, behind the name of the peer; `undefined` when the error is not about TLS. */
export function tlsFault(error: NodeJS.ErrnoException, during: 'handshake' | 'secured'): string | undefined {
  const code = error.code ?? '';
  const refused = REFUSED[code];
  if (refused !== undefined) return `shows a certificate that ${refused}`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `shows a certificate for another name: ${(error as { reason?: string }).reason ?? error.message}`;
  }
  if (code === 'ECONNRESET' && during === 'handshake')
    return 'broke the TLS handshake off (does it speak TLS on this port?)';
  if (code.startsWith('ERR_SSL_')) return `does not agree on TLS: ${reasonOf(error)}`;
  if (/^(?:UNABLE_TO|CERT_|CRL_|INVALID_|ERROR_IN_CERT|PATH_LENGTH|HOSTNAME)/.test(code)) {
    return `shows a certificate that is refused: ${error.message}`;
  }
  return undefined;
}

/** OpenSSL's own words, without its numbers and file names. */
const reasonOf = (error: NodeJS.ErrnoException): string =>
  (error as { reason?: string }).reason ?? error.message.split(':').at(-2) ?? error.message;
