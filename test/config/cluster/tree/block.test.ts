import { describe, expect, test } from 'vitest';
import type { Loaded } from '../../../../src/config/load.ts';
import { codesOf, GOOD, HOST, loadText } from '../../loading.ts';
import { GOOD_YAML, loadYaml } from '../loading.ts';

/** The good configuration in both languages with one more line in a block; the tests below say what both mean. */
interface Row {
  readonly what: string;
  readonly in: 'root' | 'global_defs' | 'vrrp_script' | 'vrrp_instance';
  readonly yaml: string;
  readonly conf: string;
  /** Line of both texts that these take the place of. */
  readonly instead?: readonly [yaml: string, conf: string];
}

const ROWS: readonly Row[] = [
  {
    what: 'a keyword with a value',
    in: 'global_defs',
    yaml: 'vrrp_garp_master_repeat: 3',
    conf: 'vrrp_garp_master_repeat 3',
  },
  { what: 'a flag that is on', in: 'vrrp_instance', yaml: 'nopreempt: true', conf: 'nopreempt' },
  { what: 'a flag that is off', in: 'vrrp_instance', yaml: 'nopreempt: false', conf: '' },
  { what: 'a boolean', in: 'vrrp_instance', yaml: 'higher_prio_send_advert: true', conf: 'higher_prio_send_advert on' },
  { what: 'a boolean that is off', in: 'global_defs', yaml: 'vrrp_strict: false', conf: 'vrrp_strict off' },
  {
    what: 'a command as one text, cut as in keepalived.conf',
    in: 'vrrp_script',
    yaml: `script: /x a 'b c' \\x41 "d e"`,
    conf: `script "/x a 'b c' \\x41 'd e'"`,
    instead: ['script: /usr/local/bin/check', 'script "/usr/local/bin/check"'],
  },
  {
    what: 'a command as a list',
    in: 'vrrp_script',
    yaml: `script: [/x, a, b c, "2", 'it''s', '\\']`,
    conf: `script "/x a 'b c' 2 it\\'s \\\\"`,
    instead: ['script: /usr/local/bin/check', 'script "/usr/local/bin/check"'],
  },
  { what: 'weight', in: 'vrrp_script', yaml: 'weight: -60', conf: 'weight -60' },
  { what: 'weight and reverse', in: 'vrrp_script', yaml: 'weight: -60\n    reverse: true', conf: 'weight -60 reverse' },
  { what: 'weight, not reverse', in: 'vrrp_script', yaml: 'weight: -60\n    reverse: false', conf: 'weight -60' },
  { what: 'user and group', in: 'vrrp_script', yaml: 'user: root\n    group: nogroup', conf: 'user root nogroup' },
  { what: 'user:group', in: 'vrrp_script', yaml: 'user: root:nogroup', conf: 'user root nogroup' },
  { what: 'a time with a unit', in: 'vrrp_script', yaml: 'timeout: 500ms', conf: 'timeout 0.5' },
  { what: 'a time in minutes', in: 'vrrp_instance', yaml: 'preempt_delay: 5m', conf: 'preempt_delay 300' },
  {
    what: 'whole seconds with a unit',
    in: 'vrrp_instance',
    yaml: 'garp_master_refresh: 1m',
    conf: 'garp_master_refresh 60',
  },
  {
    what: 'an address as a map',
    in: 'vrrp_instance',
    yaml: 'virtual_ipaddress: [{ address: 192.0.2.101/24, dev: eth1, label: "eth1:v", brd: "+", scope: site }]',
    conf: 'virtual_ipaddress {\n192.0.2.101/24 dev eth1 label eth1:v brd + scope site\n}',
    instead: ['virtual_ipaddress:\n      - 192.0.2.100/24', 'virtual_ipaddress {\n        192.0.2.100/24\n    }'],
  },
  {
    what: 'an address as a text with options',
    in: 'vrrp_instance',
    yaml: 'virtual_ipaddress_excluded:\n      - 192.0.2.102/24 dev eth1\n      - 192.0.2.103',
    conf: 'virtual_ipaddress_excluded {\n192.0.2.102/24 dev eth1\n192.0.2.103\n}',
  },
  {
    what: 'peers',
    in: 'vrrp_instance',
    yaml: 'unicast_peer: [192.0.2.12, { address: 192.0.2.13, min_ttl: 250, max_ttl: 255 }]',
    conf: 'unicast_peer {\n192.0.2.12\n192.0.2.13 min_ttl 250 max_ttl 255\n}',
  },
  {
    what: 'tracked with a weight',
    in: 'vrrp_instance',
    yaml: 'track_script: [{ name: chk, weight: -60, reverse: true }]',
    conf: 'track_script {\nchk weight -60 reverse\n}',
    instead: ['track_script: [chk]', 'track_script {\n        chk\n    }'],
  },
  {
    what: 'tracked as a text',
    in: 'vrrp_instance',
    yaml: 'track_script: chk weight -60',
    conf: 'track_script {\nchk weight -60\n}',
    instead: ['track_script: [chk]', 'track_script {\n        chk\n    }'],
  },
  {
    what: 'tracked interfaces',
    in: 'vrrp_instance',
    yaml: 'track_interface: [eth1, { name: eth2, weight: -10 }]',
    conf: 'track_interface {\neth1\neth2 weight -10\n}',
  },
  { what: 'a notify script', in: 'vrrp_instance', yaml: 'notify: [/n, "a b"]', conf: `notify "/n 'a b'"` },
  {
    what: 'a notify script with user and group',
    in: 'vrrp_instance',
    yaml: 'notify_master: { script: /n a, user: root, group: nogroup }',
    conf: 'notify_master "/n a" root nogroup',
  },
  {
    what: 'a native check',
    in: 'root',
    yaml: 'check:\n  port: { tcp: { host: 192.0.2.1, port: 80 }, interval: 3 }',
    conf: 'check port {\ntcp {\nhost 192.0.2.1\nport 80\n}\ninterval 3\n}',
  },
  { what: 'text that looks like a number', in: 'vrrp_instance', yaml: 'version: 3', conf: 'version 3' },
  {
    what: 'scalars keep their source text',
    in: 'vrrp_instance',
    yaml: 'authentication: { auth_type: PASS, auth_pass: 0123 }',
    conf: 'authentication {\nauth_type PASS\nauth_pass 0123\n}',
    instead: [
      'authentication: { auth_type: PASS, auth_pass: w3bpair }',
      'authentication {\n        auth_type PASS\n        auth_pass w3bpair\n    }',
    ],
  },
  {
    what: 'a sync group',
    in: 'root',
    yaml: 'vrrp_sync_group:\n  G: { group: [WEB] }',
    conf: 'vrrp_sync_group G {\ngroup {\nWEB\n}\n}',
  },
  {
    what: 'recipients',
    in: 'global_defs',
    yaml: 'notification_email: [a@x.org, b@x.org]',
    conf: 'notification_email {\na@x.org\nb@x.org\n}',
  },
  { what: 'an optional value', in: 'global_defs', yaml: 'dynamic_interfaces: true', conf: 'dynamic_interfaces' },
  { what: 'several words', in: 'global_defs', yaml: 'smtp_server: 192.0.2.5 25', conf: 'smtp_server 192.0.2.5 25' },
  {
    what: 'several words as a list',
    in: 'global_defs',
    yaml: 'smtp_server: [192.0.2.5, 25]',
    conf: 'smtp_server 192.0.2.5 25',
  },
  {
    what: 'a keyword of several lines',
    in: 'root',
    yaml: 'check:\n  page: { http: { url: "http://192.0.2.1/", header: ["A: 1", "B: 2"] } }',
    conf: 'check page {\nhttp {\nurl "http://192.0.2.1/"\nheader "A: 1"\nheader "B: 2"\n}\n}',
  },
  {
    what: 'pairs',
    in: 'vrrp_script',
    yaml: 'exit_weights: { 0: 0, 1: -10, "2-9": -60, default: fault }',
    conf: 'exit_weights {\n0 0\n1 -10\n2-9 -60\ndefault fault\n}',
  },
  {
    what: 'windows',
    in: 'vrrp_script',
    yaml: 'during: ["0-59 8-17 * * 1-5"]\n    except: [{ from: "0 2 * * 6", for: 3h }]\n    outside: good',
    conf: 'during {\n"0-59 8-17 * * 1-5"\n}\nexcept {\nfrom "0 2 * * 6" for 3h\n}\noutside good',
  },
  {
    what: 'a cron schedule',
    in: 'vrrp_script',
    yaml: 'schedule: "*/5 * * * *"',
    conf: 'schedule "*/5 * * * *"',
  },
  {
    what: 'a group of checks',
    in: 'root',
    yaml: 'check_group:\n  G: { of: [chk, WEB], need: at_least 1 }',
    conf: 'check_group G {\nof {\nchk\nWEB\n}\nneed at_least 1\n}',
  },
  {
    what: 'recovery',
    in: 'vrrp_script',
    yaml: 'recover: { run: [/r, a b], within: 2s, attempts: 3 }',
    conf: `recover {\nrun "/r 'a b'"\nwithin 2s\nattempts 3\n}`,
  },
  {
    what: 'variables',
    in: 'vrrp_script',
    yaml: 'env: { LC_TIME: C, GREETING: "a b" }\n    env_pass: [HOME]',
    conf: 'env {\nLC_TIME C\nGREETING "a b"\n}\nenv_pass {\nHOME\n}',
  },
  {
    what: 'a process tracker',
    in: 'root',
    yaml: 'vrrp_track_process:\n  P: { process: [/usr/sbin/nginx, -g], quorum: 2 }',
    conf: 'vrrp_track_process P {\nprocess /usr/sbin/nginx -g\nquorum 2\n}',
  },
  {
    what: 'what is refused',
    in: 'root',
    yaml: 'static_ipaddress: [192.0.2.9/24 dev eth0]',
    conf: 'static_ipaddress {\n192.0.2.9/24 dev eth0\n}',
  },
  {
    what: 'what is read over',
    in: 'root',
    yaml: 'virtual_server: { 192.0.2.9 80: { x: 1 } }',
    conf: 'virtual_server 192.0.2.9 80 {\nx 1\n}',
  },
];

/** First line of each block in both languages. */
const HEADS = {
  root: ['global_defs:\n', 'global_defs {\n'],
  global_defs: ['  router_id: web-a\n', '    router_id web-a\n'],
  vrrp_script: ['    interval: 2\n', '    interval 2\n'],
  vrrp_instance: ['    advert_int: 1\n', '    advert_int 1\n'],
} as const;

function both({ in: block, yaml, conf, instead }: Row): readonly [Loaded, Loaded] {
  const texts = [GOOD_YAML, GOOD].map((whole, index) => {
    const [line, old, head] = [[yaml, conf][index] ?? '', instead?.[index], HEADS[block][index] ?? ''];
    expect(whole).toContain(old ?? head);
    if (old !== undefined) return whole.replace(old, () => line);
    const indent =
      index === 1 ? '' : { root: '', global_defs: '  ', vrrp_script: '    ', vrrp_instance: '    ' }[block];
    return whole.replace(head, () => `${indent}${line}\n${head}`);
  });
  return [loadYaml(texts[0] ?? '', { host: HOST }), loadText(texts[1] ?? '', { host: HOST })];
}

/** Said of keepalived.conf alone. */
const OWN = new Set(['CONF-107', 'CONF-214', 'CONF-301', 'CONF-324']);
const said = (loaded: Loaded): string[] =>
  codesOf(loaded)
    .filter((code) => !OWN.has(code))
    .toSorted();

describe('the same words mean the same in both languages', () => {
  test.each(ROWS)('$what', (row) => {
    const [cluster, keepalived] = both(row);
    expect(cluster.model).toEqual(keepalived.model);
    expect(cluster.untracked).toEqual(keepalived.untracked);
    expect(said(cluster)).toEqual(said(keepalived));
  });

  test('the good configuration itself', () => {
    const cluster = loadYaml(GOOD_YAML, { host: HOST });
    expect(codesOf(cluster)).toEqual(['CONF-612']);
    expect(cluster.model).toEqual(loadText(GOOD, { host: HOST }).model);
  });

  test('the order of sections means nothing', () => {
    const [defs, script, instance] = GOOD_YAML.split(/^(?=\w)/m);
    const turned = `${instance}${script}${defs}`;
    expect(codesOf(loadYaml(turned, { host: HOST }))).toEqual(['CONF-612']);
    expect(loadYaml(turned).model).toEqual(loadYaml(GOOD_YAML).model);
  });
});

const draws = (from: string, to: string): readonly string[] => {
  expect(GOOD_YAML).toContain(from);
  const { diagnostics } = loadYaml(GOOD_YAML.replace(from, () => to));
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code} ${message}`);
};

describe('what does not fit', () => {
  test.each([
    ['interval: 2', 'interval: [2]', 'CONF-134 "interval" takes one value, not a list'],
    ['interval: 2', 'interval: 2 s 3', 'CONF-201 "2 s 3" is not a number'],
    ['interval: 2', 'interval: "-2"', 'CONF-202 interval must be 0 to 4294'],
    ['interval: 2', 'interval:', 'CONF-104 "interval" needs a value'],
    ['interval: 2', 'intervall: 2', 'CONF-101 unknown keyword "intervall" in vrrp_script'],
    ['interval: 2', 'priority: 2', 'CONF-102 "priority" belongs in vrrp_instance, not in vrrp_script'],
    ['router_id: web-a', 'router_id: { x: 1 }', 'CONF-134 a secret is {file: PATH} or {env: NAME}'],
    [
      'script: /usr/local/bin/check',
      'script: [/x, [a]]',
      'CONF-134 "script" takes a command: one text, or a list of words, not a list',
    ],
    ['script: /usr/local/bin/check', 'script: []', 'CONF-304 "script" has no command'],
    ['priority: 150', 'priority: 1.5', 'CONF-201 "1.5" is not a number'],
    ['advert_int: 1', 'nopreempt: 1', 'CONF-204 nopreempt is true or false, not "1"'],
    ['advert_int: 1', 'nopreempt:', 'CONF-204 nopreempt is true or false, not what stands here'],
    ['advert_int: 1', 'unicats: true', 'CONF-101 unknown keyword "unicats"'],
    ['track_script: [chk]', 'track_script: { chk: 1 }', 'CONF-134 "track_script" takes a list, not a map'],
    ['track_script: [chk]', 'track_script: [{ nam: chk }]', 'CONF-134 an item of "track_script" needs name'],
    ['track_script: [chk]', 'track_script: [{ name: chk, weigth: 1 }]', 'CONF-101 unknown option "weigth"'],
    ['vrrp_script:', 'vrrp_script: [x]\nvrrp_skript:', 'CONF-134 "vrrp_script" takes a map of names, not a list'],
    ['  WEB:\n', '  OTHER: 3\n  WEB:\n', 'CONF-134 "OTHER" takes a map, not one value'],
  ])('%j -> %j', (from, to, error) => {
    expect(draws(from, to)).toContain(error);
  });

  test('garp times that are no whole seconds', () => {
    expect(draws('advert_int: 1', 'garp_master_delay: 500ms')).toEqual(['CONF-201 "500ms" is not a number']);
  });

  test('booleans of YAML 1.1 are taken, and said', () => {
    const { model, diagnostics } = loadYaml(GOOD_YAML.replace('advert_int: 1', 'nopreempt: yes'));
    expect(model?.instances[0]?.preempt).toBe('nopreempt');
    expect(diagnostics.find(({ code }) => code === 'CONF-135')).toMatchObject({
      severity: 'info',
      help: 'write true or false',
    });
  });
});
