import { TLSSocket } from 'node:tls';
import type { ConnectionOptions } from 'mysql2';
import type { TlsConfig } from '../../../model/probe/endpoint.ts';
import { ok, type Result } from '../../../model/result.ts';
import type { Remark } from '../net/good-end.ts';
import { OwnFile } from '../net/own-file.ts';
import { certificateRemarks } from '../net/tls.ts';

/** How sessions of one probe are encrypted: our files, and whom the certificate must name. */
export class Encryption {
  readonly #tls: TlsConfig;
  readonly #files: readonly (readonly [use: 'ca' | 'cert' | 'key', file: OwnFile])[];

  constructor(tls: TlsConfig) {
    const { caFile, client } = tls;
    this.#tls = tls;
    this.#files = [
      ...(caFile === 'system' ? [] : [['ca', new OwnFile(caFile)] as const]),
      ...(client === 'none' ? [] : [['cert', new OwnFile(client.certFile)] as const]),
      ...(client === 'none' ? [] : [['key', new OwnFile(client.keyFile)] as const]),
    ];
  }

  /** For the library, which takes the name to verify from the host: the connection is made already. */
  options(): Result<Pick<ConnectionOptions, 'host' | 'ssl'>, string> {
    const ssl: Record<string, Buffer | boolean> = {};
    for (const [use, file] of this.#files) {
      const content = file.read();
      if (!content.ok) return content;
      ssl[use] = content.value.bytes;
    }
    const { verify, serverName } = this.#tls;
    ssl['rejectUnauthorized'] = verify === 'on';
    ssl['verifyIdentity'] = verify === 'on';
    return ok({ ssl, ...(serverName === '' ? {} : { host: serverName }) });
  }

  /** What is to be said of the certificate of a session that stands. */
  remarks(stream: unknown, nowMs: number): readonly Remark[] {
    return stream instanceof TLSSocket ? certificateRemarks(this.#tls, stream, nowMs) : [];
  }
}
