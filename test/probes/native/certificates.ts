import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { havePeer } from '../../support/peers.ts';
import { folder } from './asking.ts';

export const haveOpenssl = havePeer('openssl');

/** Paths of a key and its certificate, and their content as servers of Node want it. */
export interface Certificate {
  readonly keyFile: string;
  readonly certFile: string;
  readonly pair: { readonly key: Buffer; readonly cert: Buffer };
}

const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });

/**
 * A certificate by itself, for `localhost` and 127.0.0.1 unless another name is given; `authority` may sign others.
 * `days`: from now on, -1 for one that has ended.
 */
export function selfSigned(days: number, name = 'localhost'): Certificate {
  const { files, request } = asked(name);
  openssl('x509', '-req', '-in', request, '-signkey', files.keyFile, '-days', String(days), ...into(files, name));
  return certificateOf(files);
}

/** A certificate by an authority, which is self-signed itself. */
export function signedBy(authority: Certificate, days: number, name = 'localhost'): Certificate {
  const { files, request } = asked(name);
  const by = ['-CA', authority.certFile, '-CAkey', authority.keyFile, '-CAcreateserial'];
  openssl('x509', '-req', '-in', request, ...by, '-days', String(days), ...into(files, name));
  return certificateOf(files);
}

type Files = Pick<Certificate, 'keyFile' | 'certFile'>;

function asked(name: string): { readonly files: Files; readonly request: string } {
  const place = folder();
  const files = { keyFile: `${place}/key.pem`, certFile: `${place}/cert.pem` };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', files.keyFile];
  openssl('req', '-new', ...key, '-subj', `/CN=${name}`, '-out', `${place}/request.pem`);
  return { files, request: `${place}/request.pem` };
}

function into({ certFile }: Files, name: string): readonly string[] {
  const isAuthority = name === 'authority';
  const names = name === 'localhost' ? 'DNS:localhost,IP:127.0.0.1' : `DNS:${name}`;
  const extensions = certFile.replace('cert.pem', 'extensions');
  writeFileSync(extensions, `subjectAltName=${names}\n${isAuthority ? 'basicConstraints=CA:TRUE\n' : ''}`);
  return ['-extfile', extensions, '-out', certFile];
}

const certificateOf = (files: Files): Certificate => ({
  ...files,
  pair: { key: readFileSync(files.keyFile), cert: readFileSync(files.certFile) },
});
