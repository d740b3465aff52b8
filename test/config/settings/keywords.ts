/** One keyword of keepalived.conf as `test/data/keepalived-keywords.jsonl` has it, and a configuration to try it in. */
import { readFileSync } from 'node:fs';
import type { Tier } from '../../../src/config/settings/setting.ts';

export interface Keyword {
  readonly block: string;
  readonly keyword: string;
  /** A, B: carried out. C: ignored, with a warning. D: refused. */
  readonly tier: Tier | 'B';
  /** Chapter of keepalived-conf.md. */
  readonly place: string;
  /** As it is tried; else the keyword alone. */
  readonly line?: string;
  /** Lines of the same block without which it means nothing. */
  readonly beside?: string;
  /** What stands in both configurations in place of what usually does. */
  readonly instead?: readonly [string, string];
  /** The same, in the one with the keyword only. */
  readonly replaces?: readonly [string, string];
  /** Why the model is the same with the line as without. */
  readonly same?: string;
  /** The design's tier, where more has been built since. */
  readonly design?: Tier | 'B';
  /** The word that the refusal names, where it is the block's. */
  readonly named?: string;
  /** What it draws, where that is not the code of its tier. */
  readonly code?: string;
}

export const KEYWORDS: readonly Keyword[] = readFileSync(
  new URL('../../data/keepalived-keywords.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** Every block stands in it once; a comment with its name is where lines may be put. */
const BASE = `#root
global_defs {
    #global_defs
    router_id web-a
    script_user nobody
    enable_script_security
    smtp_server 192.0.2.25
    notification_email {
        ops@example.org
    }
}
vrrp_script chk {
    #vrrp_script
    script "/usr/local/bin/check"
}
vrrp_track_process nginx {
    #vrrp_track_process
    process nginx
}
track_file points {
    #track_file
    file /run/points
}
vrrp_instance WEB {
    #vrrp_instance
    interface eth0
    virtual_router_id 73
    priority 150
    authentication {
        #authentication
        auth_type PASS
    }
    virtual_ipaddress {
        192.0.2.100/24 #address
    }
}
vrrp_instance DB {
    interface eth0
    virtual_router_id 74
    priority 150
    virtual_ipaddress {
        192.0.2.110/24
    }
    track_script {
        chk
    }
    track_process {
        nginx
    }
    track_file {
        points
    }
}
vrrp_sync_group BOTH {
    #vrrp_sync_group
    group {
        WEB
        DB
    }
}
static_routes {
    198.51.100.0/24 via 192.0.2.1 dev eth1 table blue protocol red track_group UPLINK
}
track_group UPLINK {
    #track_group
    group {
        WEB
    }
}
`;
/** Of the host: names that routes use. */
export const FILES: Readonly<Record<string, string>> = {
  '/etc/iproute2/rt_tables': '# names of tables\n100 blue\n',
  '/usr/share/iproute2/rt_protos': '0x4d red\n',
  '/opt/iproute2/rt_tables': '200 blue\n',
  '/opt/iproute2/rt_protos': '88 red\n',
};

/** Blocks that refuse or warn by being there are not in the others' way. */
const MORE: Readonly<Record<string, string>> = {
  auth_hmac: 'vrrp_instance MAIL {\n    auth_hmac {\n        #auth_hmac\n    }\n}\n',
  garp_group: 'garp_group {\n    #garp_group\n    interface eth0\n    gna_interval 0.1\n}\n',
};

const put = (text: string, block: string, lines: string): string =>
  block === 'address'
    ? text.replace('#address', () => lines)
    : text.replace(`#${block}\n`, () => `\n${lines}\n#${block}\n`);

const changed = (text: string, [from, to]: readonly [string, string] = ['', '']): string => {
  if (!text.includes(from)) throw new Error(`the configuration has no ${from}`);
  return text.replace(from, () => to);
};

/** The configuration without the keyword, and with it. */
export function textsOf({ block, keyword, line = keyword, beside = '', instead, replaces }: Keyword): {
  readonly without: string;
  readonly with: string;
} {
  const base = changed(BASE + (MORE[block] ?? ''), instead);
  const without = beside === '' ? base : put(base, block, beside);
  return { without, with: put(changed(without, replaces), block, line) };
}
