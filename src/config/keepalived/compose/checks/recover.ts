import type { RecoverConfig } from '../../../../model/check.ts';
import { type Audience, type BlockSettings, readSettings } from '../../block/block-settings.ts';
import { withoutNotes } from '../../../diagnostic.ts';
import { type HookOwner, readCommand } from '../compose-command.ts';
import { runAs } from '../compose-global.ts';
import { type HookDraft, scriptOf } from '../draft.ts';

const S = 1000;
const MINUTE = 60 * S;

interface Recovery {
  readonly config: RecoverConfig;
  readonly hook: HookDraft;
}

/**
 * The `recover` block of a check. Without a command or a bound it is refused, because a failure that is held back for
 * ever is a failure that nobody sees. Source: checks.md 6.2.
 */
export function composeRecover(settings: BlockSettings, owner: HookOwner, audience: Audience): Recovery | undefined {
  const place = settings.entry('recover')?.node.keyword.span;
  if (place === undefined) return undefined;
  const { report } = audience;
  const inner = readSettings(settings.lines('recover'), 'recover', audience);
  const run = inner.entry('run')?.node;
  if (run === undefined) report('CONF-391', place, 'recover has no run: nothing would be done');
  if (!inner.has('within')) report('CONF-388', place, 'recover has no within: a failure could be held back for ever');
  const command = run === undefined ? undefined : readCommand(run, 'nothing', withoutNotes(report));
  if (command === undefined) return undefined;
  const written = inner.user('user');
  const userSpan = inner.span('user');
  const hook: HookDraft = {
    ...command,
    title: `recover of "${owner.name}"`,
    runAs: written === undefined ? owner.user : runAs(written),
    whose: 'vipward',
    ...(written === undefined || userSpan === undefined ? {} : { user: runAs(written), userSpan }),
  };
  const config: RecoverConfig = {
    run: scriptOf(hook),
    attempts: inner.number('attempts') ?? 2,
    backoffMs: inner.number('backoff') ?? S,
    maxBackoffMs: inner.number('max_backoff') ?? 30 * S,
    withinMs: inner.number('within') ?? 0,
    settleMs: inner.number('settle') ?? S,
    failureTimeoutMs: inner.number('failure_timeout') ?? 10 * MINUTE,
  };
  return { config, hook };
}
