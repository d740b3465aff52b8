import type { Finding } from '../../../health/outcome.ts';

/** What a system call's error says of the peer. */
const OF_THE_SERVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection: nobody listens there',
  ECONNRESET: 'broke the connection off',
  EPIPE: 'broke the connection off',
  ECONNABORTED: 'broke the connection off',
  EHOSTUNREACH: 'cannot be reached: no such host answers, or a router refused',
  ENETUNREACH: 'cannot be reached: this host has no route to it',
  ENETDOWN: 'cannot be reached: the interface is down',
  ETIMEDOUT: 'does not answer',
};

/** What it says of this host: nobody was asked. */
const OF_THIS_HOST: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'the source address is not on this host, or has no free port (see: ip address)',
  EADDRINUSE: 'no source port is free',
  EMFILE: 'the daemon has no free descriptors (raise LimitNOFILE)',
  ENFILE: 'this host has no free descriptors (raise fs.file-max)',
  ENOBUFS: 'the kernel has no memory for a socket',
  ENOMEM: 'the kernel has no memory for a socket',
  EACCES: 'this host forbids it (packet filter, or SELinux)',
  EPERM: 'this host forbids it (packet filter)',
  EAFNOSUPPORT: 'this host does not speak that address family',
  EINVAL: 'source and destination do not fit together',
};

/** A failed call in words, and whether it says anything about the peer. */
export function faultOf(error: NodeJS.ErrnoException, peer: string): Pick<Finding, 'result' | 'detail'> {
  const code = error.code ?? '';
  const local = OF_THIS_HOST[code];
  if (local !== undefined) return { result: 'broken', detail: `${peer} was not asked: ${local}` };
  return { result: 'bad', detail: `${peer} ${OF_THE_SERVICE[code] ?? `failed: ${error.message}`}` };
}
