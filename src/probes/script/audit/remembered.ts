import { statSync, type Stats } from 'node:fs';
import type { Model } from '../../../model/model.ts';
import type { Credentials } from '../credentials.ts';
import { type Audit, auditProgram } from './audit.ts';

/** The folders on the way are looked at again after this time: what changes in them changes no program that was audited. */
const AUDIT_VALID_MS = 60_000;

/**
 * The audit of one program for one user, done again only when the file is another one or was changed (device, inode,
 * time of change, mode, owner), or after a minute. Source: checks.md 1.1 step 3.
 */
export class RememberedAudit {
  readonly #path: string;
  readonly #who: Credentials;
  readonly #security: Model['scriptSecurity'];
  #known: { readonly audit: Audit; readonly identity: Stats; readonly atMs: number } | undefined;

  constructor(path: string, who: Credentials, security: Model['scriptSecurity']) {
    this.#path = path;
    this.#who = who;
    this.#security = security;
  }

  /** @param nowMs of a monotonic clock */
  at(nowMs: number): Audit {
    const known = this.#known;
    const identity = this.#identity();
    const isFresh = known !== undefined && nowMs - known.atMs < AUDIT_VALID_MS;
    if (isFresh && identity !== undefined && isSameFile(known.identity, identity)) return known.audit;
    const audit = auditProgram(this.#path, this.#who, this.#security);
    const isFine = audit.refused === 'fine' && identity !== undefined;
    this.#known = isFine ? { audit, identity, atMs: nowMs } : undefined;
    return audit;
  }

  #identity(): Stats | undefined {
    if (!this.#path.startsWith('/')) return undefined;
    try {
      return statSync(this.#path, { throwIfNoEntry: false });
    } catch {
      return undefined; // a link that leads nowhere, a folder that cannot be searched: the audit says which
    }
  }
}

const isSameFile = (a: Stats, b: Stats): boolean =>
  a.ino === b.ino && a.ctimeMs === b.ctimeMs && a.dev === b.dev && a.mode === b.mode && a.uid === b.uid;
