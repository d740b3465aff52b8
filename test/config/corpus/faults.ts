/** One remark of the index: the line it is about, or the file as a whole. */
export interface Remark {
  readonly line: number | 'file';
  readonly text: string;
}

/** Every remark of a row of INDEX.md, once for each of its lines. */
export function remarksOf(row: string): readonly Remark[] {
  const cell = row.split(' | ')[5] ?? '';
  return cell.split(/; (?=L\d|keepalived:|\(e-mail)/).flatMap((text): Remark[] => {
    const at = /^L([\d,]+) (.*)$/.exec(text);
    if (at === null) return text === '-' ? [] : [{ line: 'file', text }];
    return (at[1] ?? '').split(',').map((line) => ({ line: Number(line), text: at[2] ?? '' }));
  });
}

/** Which codes tell of a kind of fault, and how far from the line of the index they may stand (a block or its name). */
export const TOLD_BY: readonly (readonly [kind: RegExp, codes: readonly string[], lines?: number])[] = [
  [/^unknown keyword \S*=/, ['CONF-101', 'CONF-006']],
  [/^unknown keyword/, ['CONF-101', 'CONF-006']],
  [/^unknown block/, ['CONF-101']],
  [/^(?:variable|WEIGHT|[A-Z_]+ not valid)/, ['CONF-013']],
  [/ not valid at this place/, ['CONF-013', 'CONF-101', 'CONF-102', 'CONF-605', 'CONF-612', 'CONF-306']],
  [/^bad address/, ['CONF-206']],
  [/^sync group names/, ['CONF-424']],
  [/^sync group with fewer/, ['CONF-423'], 2],
  [/^placeholder/, ['CONF-206', 'CONF-212', 'CONF-613', 'CONF-802', 'CONF-410', 'CONF-210', 'CONF-201', 'CONF-013']],
  [/^nopreempt with state MASTER/, ['CONF-404']],
  [/^vrrp_script \S+ never tracked/, ['CONF-303']],
  [/^(?:vrrp_script|vrrp_instance) without a name/, ['CONF-116']],
  [/^(?:virtual_router_id|priority|weight) .* is no number/, ['CONF-013', 'CONF-201']],
  [/^virtual_router_id \S+ twice/, ['CONF-403']],
  [/^vrrp_instance \S+ twice/, ['CONF-114']],
  [/^virtual_server .* twice/, ['CONF-802']],
  [/^vrrp_strict with authentication/, ['CONF-411', 'CONF-430'], 20],
  [/^state .* is not MASTER or BACKUP/, ['CONF-013', 'CONF-212']],
  [/^script command without full path: netstat/, ['CONF-314']],
  [/^(?:script|notify) command without full path/, ['CONF-307', 'CONF-306', 'CONF-305']],
  [/^track_script names/, ['CONF-302']],
  [/^priority 255/, ['CONF-408']],
  [/^auth_pass longer than 8/, ['CONF-410', 'CONF-013']],
  [/^virtual servers left/, ['CONF-802']],
  [/^no-break or wide blank/, ['CONF-003']],
  [/^(?:virtual_ipaddress|unicast_peer) empty/, ['CONF-118', 'CONF-416']],
  [/^unicast (?:peer|address) .*prefix|^unicast_src_ip with a prefix/, ['CONF-206']],
  [/^unicast peer is its own source/, ['CONF-417', 'CONF-206']],
  [/^mcast_src_ip with unicast_peer/, ['CONF-206']],
  [/^no virtual_ipaddress/, ['CONF-420']],
  [/^no interface/, ['CONF-402', 'CONF-104'], 5],
  [/^single quotes around script/, ['CONF-010', 'CONF-305']],
  [/ with arguments not quoted/, ['CONF-305', 'CONF-010', 'CONF-307']],
  [/^notify_master twice/, ['CONF-701']],
  [/^text outside a comment/, ['CONF-201', 'CONF-105', 'CONF-101']],
  [/^comment sign/, ['CONF-004']],
  [/^closing brace too many/, ['CONF-111']],
  [/^brace missing: block vrrp/, ['CONF-110', 'CONF-103'], 25],
  [/^auth_type PASS;/, ['CONF-212']],
  [/^global_defs twice|^keyword twice|twice in/, ['CONF-106', 'CONF-701']],
  [/^address \S+ twice/, ['CONF-505', 'CONF-506']],
  [/lvs_sync_daemon_interface/, ['CONF-800']],
  [/is missing a parameter after keyword/, ['CONF-104']],
  [/address family must match/, ['CONF-412']],
  [
    /malformed (?:src|unicast peer) address|VRRP parsed invalid IP|Invalid address prefix|invalid number '<--MASK/,
    ['CONF-206'],
  ],
  [/track script \S+ not found/, ['CONF-301', 'CONF-302', 'CONF-006']],
  [/Interface name .* too long/, ['CONF-209']],
  [/iptables not supported/, ['CONF-800']],
  [/"gw" for routes is deprecated/, ['CONF-516', 'CONF-801', 'CONF-120'], 3],
  [/empty notification_email block/, ['CONF-118'], 1],
  [/the virtual router id must be set/, ['CONF-401', 'CONF-013', 'CONF-006', 'CONF-201']],
  [/preempt delay will not work/, ['CONF-405']],
  [/unicast keyword has been specified without/, ['CONF-416', 'CONF-206']],
  [/Sync group .* (?:no matching|has no) virtual router/, ['CONF-423', 'CONF-424']],
  [/ignoring tracked script .* due to address_owner/, ['CONF-409']],
  [/Initial state master is incompatible with AH/, ['CONF-801']],
  [/Invalid smtp server \*\*/, ['CONF-206']],
];

/** What the index calls a fault and vipward does not, with the reason. `only`: in these files. */
export const NO_FAULTS: readonly (readonly [kind: RegExp, reason: string, only?: readonly string[]])[] = [
  [/^\(e-mail replaced/, 'no fault: a note about the copy'],
  [/^sample password/, 'a password of a real cluster may be weak too; who runs with it has it on all nodes'],
  [/^mail addresses left/, 'an address is an address; that nobody gets mail is said (CONF-703, CONF-704)'],
  [
    /^scripts without script_user/,
    'CONF-312 is said where the script runs as root on this host, which depends on keepalived_script',
  ],
  [
    /^VIP without prefix length/,
    '/32 is used, which is right for an address; said (CONF-501) when it is in a network of its interface',
  ],
  [
    /^weight .* too small to move/,
    'CONF-605: one node tells nothing about the priority of the others; a cluster file does (CONF-602)',
  ],
  [
    /^weight .* cannot move the VIP/,
    'seen only with the file of the peer in view: CONF-605, and CONF-602 in a cluster file',
  ],
  [
    /nb_get_retry|^real_server|^port \d+ differs|nat_mask|laddr_group_name|SMTP_CHEKC|connetc_port/,
    'inside a virtual_server, which is read over (CONF-802)',
  ],
  [
    /^(?:connect_|url|path|status_code|real_server|delay_before_retry|bindto|HTTP_GET|SSL_GET|TCP_CHECK)\S* not valid/,
    'inside a virtual_server, which is read over (CONF-802)',
  ],
  [
    /Virtual server|routing method|persistence_timeout|Quorum 0|MISC_CHECKER|outside range \[1, (?:2678400|4294967295)\]/,
    'inside a virtual_server, which is read over (CONF-802)',
  ],
  [
    /virtual server group|^keepalived: invalid number '(?:rr|NAT|TCP)'/,
    'inside a virtual_server_group, which is read over (CONF-800)',
  ],
  [/^(?:brace missing: block virtual_server)/, 'inside a virtual_server, which is read over; the file ends with it'],
  [/vrrp_(?:garp|gna)_interval '0' is invalid/, '0 is the default and means no gap'],
  [/^unicast_peer without unicast_src_ip/, 'the address of the interface is used, as with keepalived'],
  [/^mcast_src_ip with unicast_peer/, 'the same setting as unicast_src_ip', ['001-']],
  [/^not UTF-8/, 'only comments are affected'],
  [/^no blank before/, 'braces may touch a word'],
  [/^no priority/, '100 is the default, and CONF-407 tells of the other case'],
  [/Ignoring track_interface/, 'harmless: the own interface is tracked anyway'],
  [/State MASTER must match being address owner/, 'strict mode only: CONF-430 tells of it'],
  [
    /Invalid smtp server/,
    'the name did not resolve where keepalived was asked; here it is looked up when a mail is sent',
  ],
  [/cannot track route/, 'no fault of the text: a remark about a route without dev'],
  [/^global_defs twice/, 'several blocks are one, as with keepalived'],
  [
    /^virtual_router_id \S+ twice|^address \S+ twice/,
    'in an instance that is refused as the second of its name (CONF-114)',
    ['130-'],
  ],
  [/^variable|is no number|^auth_pass longer/, 'defined further up in the file, or by its own text', ['026-']],
  [/^text outside a comment/, 'inside the quoted command: an argument', ['020-', '072-', '073-']],
  [/^placeholder notify_(?:master|backup)/, 'inside the quoted command: an argument', ['072-']],
  [/^text outside a comment|^placeholder/, 'inside a virtual_server, which is read over (CONF-802)', ['066-']],
  [/^weight not valid/, 'inside a virtual_server, which is read over (CONF-802)', ['051-', '108-']],
  [
    / not valid at this place/,
    'keepalived lost its place at ${…}, which is said (CONF-013): the word stands where it belongs',
    ['021-', '064-', '085-'],
  ],
  [/^bad address @VIP1@/, 'a line that begins with @ is a condition; the list without addresses is said (CONF-118)'],
  [/^placeholder auth_pass/, 'a password like others'],
  [/ with arguments not quoted/, 'two words behind the command are its user and group', ['075-']],
  [
    /track script \S+ not found/,
    'the script file was not on the machine of the index, so keepalived dropped the check: CONF-308 here',
  ],
  [/^nopreempt with state MASTER/, 'strict mode drops state MASTER (CONF-433), so that nopreempt stands', ['066-']],
];
