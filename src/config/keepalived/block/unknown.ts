import type { Details, Report } from '../../diagnostic.ts';
import { nearestWord } from '../../nearest-word.ts';
import type { KeywordBlock } from '../../settings/setting.ts';
import { isKeepalivedBlock } from '../../settings/setting.ts';
import { allKeywords, keywordsOf, settingIn, settingsNamed } from '../../settings/table.ts';
import type { Node } from '../tree.ts';

/** Misspellings seen in public files that no distance finds. */
const KNOWN_SLIPS: Readonly<Record<string, string>> = {
  raise: 'rise',
  falls: 'fall',
  virtual_ip: 'virtual_ipaddress',
  virtual_ipaddresses: 'virtual_ipaddress',
  vrid: 'virtual_router_id',
  'router-id': 'router_id',
  auth_password: 'auth_pass',
  adver_int: 'advert_int',
  advertisement_interval: 'advert_int',
  vrrp_scripts: 'vrrp_script',
  track_scripts: 'track_script',
  no_preempt: 'nopreempt',
  mcast_src: 'mcast_src_ip',
  enabled_script_security: 'enable_script_security',
  global_def: 'global_defs',
};

/** What to do with a word that is at home elsewhere, where moving it is not the answer. */
const MOVES: Readonly<Record<string, string>> = {
  'check script': 'write vrrp_script in place of check: that is the check which runs a command',
};

const IN_GROUPS = new Set(['notify_deleted', 'notify_master_rx_lower_pri']);

/** `here` in words. */
export const blockTitle = (block: KeywordBlock): string => (block === 'root' ? 'the top level' : block);

/** Reports a statement whose keyword has no row in its block: unknown, misspelt, or at home elsewhere. */
export function reportUnknown(node: Node, here: KeywordBlock, report: Report, advice: 'full' | 'brief'): void {
  const { keyword } = node;
  const { text } = keyword;
  if (keyword.kind === 'unresolved' || (here === 'root' && /^#|^!/.test(text))) return;
  if (here === 'vrrp_sync_group' && IN_GROUPS.has(text)) {
    report('CONF-707', keyword.span, `"${text}" is not available in a sync group`);
    return;
  }
  const lower = text.toLowerCase();
  if (lower !== text && settingIn(here, lower) !== undefined) {
    report('CONF-117', keyword.span, `"${text}": keywords are written in small letters`, { help: `write ${lower}` });
    return;
  }
  const homes = settingsNamed(text).filter((row) => row.block !== here);
  const [home] = homes;
  if (home !== undefined) {
    const places = [...new Set(homes.map((row) => blockTitle(row.block)))].slice(0, 3).join(' or ');
    report('CONF-102', keyword.span, `"${text}" belongs in ${places}, not in ${blockTitle(here)}`, {
      help: MOVES[`${here} ${text}`] ?? `move it to ${places}`,
    });
    return;
  }
  const meant = advice === 'full' ? suggestion(text, here) : undefined;
  const details: Details = meant === undefined ? {} : { help: `did you mean "${meant}"?` };
  if (node.after === 'close' && meant === undefined) {
    report('CONF-113', keyword.span, `text after }: "${text}" is no keyword`, details);
    return;
  }
  const fallback = settingIn(here, meant ?? '')?.fallback ?? '';
  const note =
    fallback === '' || !isKeepalivedBlock(here)
      ? {}
      : { note: `keepalived would print a message and use the default, ${fallback}` };
  report('CONF-101', keyword.span, `unknown keyword "${text}" in ${blockTitle(here)}`, { ...details, ...note });
}

function suggestion(text: string, here: KeywordBlock): string | undefined {
  const slip = KNOWN_SLIPS[text];
  if (slip !== undefined) return slip;
  const lower = text.toLowerCase();
  const joined = lower.split(/[=:;,]/, 1)[0] ?? lower;
  if (joined !== lower && settingsNamed(joined).length > 0) return joined;
  return nearestWord(lower, keywordsOf(here)) ?? nearestWord(lower, allKeywords());
}
