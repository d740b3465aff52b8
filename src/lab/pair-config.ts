/** One `vrrp_instance` of a pair, as people write it; what a scenario does not care about has the usual value. */
export interface PairConfig {
  /** The first that is advertised; of IPv6 a link-local one. */
  readonly vip: string;
  readonly address: string;
  readonly peer: string;
  readonly priority: number;
  readonly state?: 'MASTER' | 'BACKUP';
  readonly version?: 2 | 3;
  readonly cast?: 'multicast' | 'unicast';
  readonly password?: string;
  /** Whole seconds in version 2. */
  readonly advertIntervalS?: number;
  readonly check?: PairCheck;
  /** Further checks and VIPs, by name and by address. */
  readonly moreChecks?: Readonly<Record<string, PairCheck>>;
  readonly moreVips?: readonly string[];
  /** More lines of the instance, for example `nopreempt` or notify scripts. */
  readonly more?: readonly string[];
}

export interface PairCheck {
  /** The command line, without quotes. */
  readonly script: string;
  readonly intervalS?: number;
  /** Left out: as the interval. */
  readonly timeoutS?: number;
  /** Left out: 0, which means FAULT. */
  readonly weight?: number;
  readonly user?: string;
}

/** The text of a keepalived.conf that keepalived and vipward both read. */
export function pairConfigText(config: PairConfig): string {
  const { version = 2, priority, state = 'BACKUP', advertIntervalS = 1, moreVips = [] } = config;
  const checks = { ...(config.check === undefined ? {} : { service: config.check }), ...config.moreChecks };
  const tracked = Object.keys(checks);
  const instance = [
    `state ${state}`,
    'interface eth0',
    'virtual_router_id 51',
    `priority ${priority}`,
    `version ${version}`,
    `advert_int ${advertIntervalS}`,
    ...(config.cast === 'unicast' ? [`unicast_src_ip ${config.address}`, ...block('unicast_peer', [config.peer])] : []),
    ...(config.password === undefined
      ? []
      : block('authentication', ['auth_type PASS', `auth_pass ${config.password}`])),
    ...block('virtual_ipaddress', [config.vip, ...moreVips]),
    ...(tracked.length === 0 ? [] : block('track_script', tracked)),
    ...(config.more ?? []),
  ];
  const globals = block('global_defs', ['router_id lab', 'script_user root', 'enable_script_security']);
  const scripts = Object.entries(checks).flatMap(([name, check]) => checkLines(name, check));
  return [...globals, ...scripts, ...block('vrrp_instance VI_1', instance), ''].join('\n');
}

function checkLines(name: string, check: PairCheck): readonly string[] {
  const { script, intervalS = 1, timeoutS, weight, user } = check;
  return block(`vrrp_script ${name}`, [
    `script "${script}"`,
    `interval ${intervalS}`,
    ...(timeoutS === undefined ? [] : [`timeout ${timeoutS}`]),
    ...(weight === undefined ? [] : [`weight ${weight}`]),
    ...(user === undefined ? [] : [`user ${user}`]),
  ]);
}

const block = (name: string, lines: readonly string[]): readonly string[] => [
  `${name} {`,
  ...lines.map((line) => `    ${line}`),
  '}',
];
