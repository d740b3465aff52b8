import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { HostFacts } from '../../src/config/host-facts.ts';
import type { Glob, ReadText } from '../../src/config/keepalived/read/include.ts';
import { loadConfiguration, type Loaded, type LoadOptions } from '../../src/config/load.ts';
import type { Diagnosis } from '../../src/health/outcome.ts';
import type { IpAddress } from '../../src/model/address.ts';
import { err, ok } from '../../src/model/result.ts';

const MAIN = '/etc/keepalived/keepalived.conf';
const address = (text: string): IpAddress => text as IpAddress;

/** Loads texts by name; the first is the main file. Patterns with `*` match the names. */
export function loadTexts(texts: Readonly<Record<string, string>>, options: Partial<LoadOptions> = {}): Loaded {
  const [file = MAIN] = Object.keys(texts);
  const readText: ReadText = (path) => {
    const text = texts[path];
    return text === undefined ? err('missing') : ok(text);
  };
  const glob: Glob = (pattern) => {
    const escaped = pattern.replace(/[.+^${}()|\\]/g, '\\$&').replaceAll('*', '[^/]*');
    return Object.keys(texts).filter((name) => new RegExp(`^${escaped}$`).test(name));
  };
  return loadConfiguration({ file, readText, glob, configId: 'web-a', ...options });
}

export const loadText = (text: string, options: Partial<LoadOptions> = {}): Loaded =>
  loadTexts({ [MAIN]: text }, options);

/** `code line:column`-like keys of the findings that are errors or warnings. */
export const codesOf = (loaded: Loaded): string[] => loaded.diagnostics.map(({ code }) => code);

export const faultsOf = (loaded: Loaded): string[] =>
  loaded.diagnostics.filter(({ severity }) => severity !== 'info').map(({ code }) => code);

/** Reads from disk as the daemon does: executable files are refused. */
export const readFromDisk: ReadText = (path) => {
  try {
    if ((statSync(path).mode & 0o111) !== 0) return err('executable');
    return ok(readFileSync(path, 'utf8'));
  } catch {
    return err('missing');
  }
};

export const globOnDisk: Glob = (pattern) => {
  const matcher = new RegExp(`^${basename(pattern).replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  if (!existsSync(dirname(pattern))) return [];
  return readdirSync(dirname(pattern))
    .filter((name) => matcher.test(name))
    .toSorted()
    .map((name) => join(dirname(pattern), name));
};

const diagnosis = (rule: Diagnosis['rule']): Diagnosis => ({
  rule,
  path: '/usr/local/bin/check',
  detail: `/usr/local/bin/check: ${rule}`,
  fix: `repair ${rule}`,
});

const AUDITED: readonly Diagnosis['rule'][] = [
  'script-missing',
  'not-executable',
  'unsafe-path',
  'unknown',
  'no-interpreter',
  'crlf-shebang',
  'interpreter-missing',
];

/** A host with three interfaces, the last with a small MTU. A check named like an audit's rule has that fault. */
export const HOST: HostFacts = {
  interfaces: [
    { name: 'lo', mtuBytes: 65_536, addresses: [{ address: address('127.0.0.1'), prefixLength: 8 }] },
    { name: 'eth0', mtuBytes: 1500, addresses: [{ address: address('192.0.2.11'), prefixLength: 24 }] },
    { name: 'eth1', mtuBytes: 1500, addresses: [{ address: address('198.51.100.11'), prefixLength: 24 }] },
    { name: 'eth2', mtuBytes: 100, addresses: [] },
  ],
  users: new Set(['root', 'nobody']),
  groups: new Set(['root', 'nogroup']),
  scripts: AUDITED.map((rule) => ({
    purpose: 'check',
    name: rule,
    script: '/usr/local/bin/check',
    diagnosis: diagnosis(rule),
    effect: 'refused',
  })),
  ownFiles: [
    { path: '/etc/vipward/missing', state: { fault: '/etc/vipward/missing cannot be read (ENOENT)' } },
    { path: '/etc/vipward/exposed', state: 'exposed' },
  ],
  dates: [],
  notFifos: new Set(['/etc/passwd']),
  exposedFiles: new Set(),
  ownVips: [],
};

/** A configuration that draws no error and no warning. */
export const GOOD = `global_defs {
    router_id web-a
    script_user nobody
    enable_script_security
}
vrrp_script chk {
    script "/usr/local/bin/check"
    interval 2
    fall 3
}
vrrp_instance WEB {
    state BACKUP
    interface eth0
    virtual_router_id 73
    priority 150
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass w3bpair
    }
    virtual_ipaddress {
        192.0.2.100/24
    }
    track_script {
        chk
    }
}
`;

const GLOBALS = 'global_defs {\n script_user nobody\n enable_script_security\n}\n';

/** A configuration without VRRP: a check of a port with these lines, and more blocks behind it. */
export const portCheck = (lines: string, more = ''): string =>
  `${GLOBALS}check port {\n file {\n path /run/ready\n}\n${lines}\n}\n${more}`;

/** The same with a script. */
export const scriptCheck = (lines: string, more = ''): string =>
  `${GLOBALS}vrrp_script chk {\n script "/usr/local/bin/check"\n interval 2\n${lines}\n}\n${more}`;
