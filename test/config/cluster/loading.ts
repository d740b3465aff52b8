import type { Loaded, LoadOptions } from '../../../src/config/load.ts';
import { parseYaml } from '../../../src/daemon/cluster/yaml-text.ts';
import { loadTexts } from '../loading.ts';

const MAIN = '/etc/vipward/cluster.yaml';

export interface YamlOptions extends Partial<Omit<LoadOptions, 'cluster'>> {
  /** `--node`. */
  readonly node?: string;
  readonly hostName?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Loads texts by name; the first is the cluster file. */
export function loadYamlTexts(texts: Readonly<Record<string, string>>, options: YamlOptions = {}): Loaded {
  const { node, hostName = 'web-a', environment = {}, ...rest } = options;
  const cluster = {
    parse: parseYaml,
    self: { named: node, hostName },
    environment: (name: string) => environment[name],
  };
  return loadTexts(texts, { ...rest, cluster });
}

export const loadYaml = (text: string, options: YamlOptions = {}): Loaded => loadYamlTexts({ [MAIN]: text }, options);

/** A cluster file of one node that says the same as the good keepalived.conf. */
export const GOOD_YAML = `global_defs:
  router_id: web-a
  script_user: nobody
  enable_script_security: true
vrrp_script:
  chk:
    script: /usr/local/bin/check
    interval: 2
    fall: 3
    first: decides
vrrp_instance:
  WEB:
    state: BACKUP
    all_bad: release
    interface: eth0
    virtual_router_id: 73
    priority: 150
    advert_int: 1
    authentication: { auth_type: PASS, auth_pass: w3bpair }
    virtual_ipaddress:
      - 192.0.2.100/24
    track_script: [chk]
`;

/** Two nodes that draw nothing. */
export const PAIR = `global_defs: { script_user: nobody, enable_script_security: true }
nodes:
  web-a: { address: 192.0.2.11, interface: eth0, priority: 150 }
  web-b: { address: 192.0.2.12, interface: eth0, priority: 100 }
vrrp_script:
  chk:
    script: [/usr/local/bin/check]
    weight: -60
vrrp_instance:
  WEB:
    virtual_router_id: 73
    unicast: true
    virtual_ipaddress: [192.0.2.100/24]
    track_script: [chk]
`;

/** What a text draws: code and the text that is marked. */
export const marksOf = ({ diagnostics, files }: Loaded): readonly string[] =>
  diagnostics.map(({ code, span }) => {
    const text = files.find(({ name }) => name === span.file)?.text.slice(span.start, span.end) ?? '';
    return `${code} ${text}`;
  });
