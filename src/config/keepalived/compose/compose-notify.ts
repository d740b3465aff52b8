import type { NotifyScript, NotifyScripts, RunAs } from '../../../model/instance.ts';
import type { Report } from '../../diagnostic.ts';
import type { BlockSettings } from '../block/block-settings.ts';
import { readCommand } from './compose-command.ts';
import type { CommandDraft } from './draft.ts';

const KINDS = {
  notify_master: 'master',
  notify_backup: 'backup',
  notify_fault: 'fault',
  notify_stop: 'stop',
  notify_deleted: 'deleted',
  notify: 'any',
} as const satisfies Readonly<Record<string, keyof NotifyScripts>>;

/** The `notify…` lines of an instance. `notify_deleted` may stand without a command and then means nothing here. */
export function readNotify(
  settings: BlockSettings,
  defaultUser: RunAs,
  report: Report,
): { scripts: NotifyScripts; commands: CommandDraft[] } {
  const commands: CommandDraft[] = [];
  const scripts: { -readonly [Kind in keyof NotifyScripts]: NotifyScript } = {};
  for (const [keyword, kind] of Object.entries(KINDS)) {
    const node = settings.entry(keyword)?.node;
    const command = node === undefined ? undefined : readCommand(node, 'user', report);
    if (command === undefined) continue;
    commands.push(command);
    scripts[kind] = { argv: command.argv, user: command.user ?? defaultUser };
  }
  return { scripts, commands };
}
