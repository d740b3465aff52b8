import type { NotifyScript, NotifyScripts } from '../../../model/instance.ts';
import type { Report } from '../../diagnostic.ts';
import type { BlockSettings } from '../block/block-settings.ts';
import { type HookOwner, readHook } from './compose-command.ts';
import { type HookDraft, scriptOf } from './draft.ts';

const KINDS = {
  notify_master: 'master',
  notify_backup: 'backup',
  notify_fault: 'fault',
  notify_stop: 'stop',
  notify_deleted: 'deleted',
  notify_master_rx_lower_pri: 'lowerPriority',
  notify: 'any',
} as const satisfies Readonly<Record<string, keyof NotifyScripts>>;

/** The `notify…` lines of an instance or a sync group. `notify_deleted` may stand without a command and then means nothing here. */
export function readNotify(
  settings: BlockSettings,
  owner: HookOwner,
  report: Report,
): { scripts: NotifyScripts; hooks: HookDraft[] } {
  const hooks: HookDraft[] = [];
  const scripts: { -readonly [Kind in keyof NotifyScripts]: NotifyScript } = {};
  for (const [keyword, kind] of Object.entries(KINDS)) {
    const hook = readHook(settings, keyword, owner, report);
    if (hook === undefined) continue;
    hooks.push(hook);
    scripts[kind] = scriptOf(hook);
  }
  return { scripts, hooks };
}
