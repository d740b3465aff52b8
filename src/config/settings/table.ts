import { GLOBAL_PROCESS_SETTINGS } from './global-process.ts';
import { GLOBAL_SETTINGS, GLOBAL_VRRP_SETTINGS } from './global.ts';
import { INSTANCE_SETTINGS } from './instance.ts';
import { CHECK_GROUP_SETTINGS, RECOVER_SETTINGS } from './judging.ts';
import { PROBE_SETTINGS } from './probes/probes.ts';
import { GROUPING_SETTINGS, ROOT_SETTINGS } from './root.ts';
import type { BlockName, KeywordBlock, Setting } from './setting.ts';
import { GROUP_SETTINGS, TRACKER_SETTINGS } from './trackers.ts';

/** Every keyword of keepalived.conf, once for each block it may stand in. */
export const SETTINGS: readonly Setting[] = [
  ...ROOT_SETTINGS,
  ...GLOBAL_SETTINGS,
  ...GLOBAL_VRRP_SETTINGS,
  ...GLOBAL_PROCESS_SETTINGS,
  ...TRACKER_SETTINGS,
  ...RECOVER_SETTINGS,
  ...CHECK_GROUP_SETTINGS,
  ...PROBE_SETTINGS,
  ...GROUP_SETTINGS,
  ...INSTANCE_SETTINGS,
  ...GROUPING_SETTINGS,
];

const BY_BLOCK = new Map<string, Map<string, Setting>>();
const BY_KEYWORD = new Map<string, Setting[]>();
for (const setting of SETTINGS) {
  const block = BY_BLOCK.get(setting.block) ?? new Map<string, Setting>();
  BY_BLOCK.set(setting.block, block.set(setting.keyword, setting));
  BY_KEYWORD.set(setting.keyword, [...(BY_KEYWORD.get(setting.keyword) ?? []), setting]);
}

/** The row of a keyword in a block; value blocks have none. */
export const settingIn = (block: BlockName, keyword: string): Setting | undefined => BY_BLOCK.get(block)?.get(keyword);

/** All blocks a keyword may stand in. */
export const settingsNamed = (keyword: string): readonly Setting[] => BY_KEYWORD.get(keyword) ?? [];

/** Whether the lines of a block start with keywords of the table; those of other blocks are values. */
export const isKeywordBlock = (block: BlockName): block is KeywordBlock => BY_BLOCK.has(block);

/** The keywords of a block. */
export const keywordsOf = (block: KeywordBlock): readonly string[] => [...(BY_BLOCK.get(block)?.keys() ?? [])];

/** All keywords of all blocks. */
export const allKeywords = (): readonly string[] => [...BY_KEYWORD.keys()];
