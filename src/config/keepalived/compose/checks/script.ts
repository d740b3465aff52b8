import type { RunAs } from '../../../../model/instance.ts';
import { type ExitConvention, type ProcessLimits, type ScriptProbeConfig, shellArgv } from '../../../../model/probe.ts';
import { SCRIPT_DEFAULTS } from '../../../../model/probe.ts';
import { type ScriptVariables, whyRefused } from '../../../../model/script-variables.ts';
import type { Report } from '../../../diagnostic.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import type { Token } from '../../read/tokens.ts';
import { readCommand } from '../compose-command.ts';
import { runAs } from '../compose-global.ts';
import type { CommandDraft, OwnFileDraft } from '../draft.ts';

interface Defaults {
  readonly user: RunAs;
  readonly umask: number;
}

interface Script {
  readonly probe: ScriptProbeConfig;
  readonly secrets: readonly OwnFileDraft[];
  readonly command: CommandDraft | undefined;
}

/** The words of a `vrrp_script` that say what runs and in what surroundings. Source: checks.md 1.2 to 1.5. */
export function composeScript(name: Token, settings: BlockSettings, defaults: Defaults, report: Report): Script {
  const command = commandOf(name, settings, report);
  const user = settings.user('user');
  const probe: ScriptProbeConfig = {
    kind: 'script',
    argv: command?.argv ?? [],
    user: user === undefined ? defaults.user : runAs(user),
    umask: settings.number('umask') ?? defaults.umask,
    // The rows of `exit` and `backend` allow these words and no others.
    exit: (settings.text('exit') ?? SCRIPT_DEFAULTS.exit) as ExitConvention,
    variables: variablesOf(settings, report),
    cwd: cwdOf(settings, report),
    limits: limitsOf(settings),
    killGraceMs: settings.number('kill_grace') ?? SCRIPT_DEFAULTS.killGraceMs,
    backend: (settings.text('backend') ?? SCRIPT_DEFAULTS.backend) as ScriptProbeConfig['backend'],
  };
  const secrets = pairsOf(settings, 'env_secret', () => undefined).map(([, file]) => file);
  return {
    probe,
    command,
    secrets: secrets.map(({ text, span }) => ({ path: text, holds: 'secret', span })),
  };
}

function commandOf(name: Token, settings: BlockSettings, report: Report): CommandDraft | undefined {
  const script = settings.entry('script')?.node;
  if (script === undefined) report('CONF-304', name.span, `"${name.text}" has no command`);
  const command = script === undefined ? undefined : readCommand(script, 'nothing', report);
  if (command === undefined || settings.switch('shell') !== 'on') return command;
  return { ...command, argv: shellArgv(command.text) };
}

function variablesOf(settings: BlockSettings, report: Report): ScriptVariables {
  const pairs = (keyword: string): Readonly<Record<string, string>> =>
    Object.fromEntries(pairsOf(settings, keyword, report).map(([key, value]) => [key.text, value.text]));
  const passed = settings.lines('env_pass').flatMap(({ keyword, args }) => [keyword, ...args]);
  const named = ['env', 'env_secret'].flatMap((word) => pairsOf(settings, word, () => undefined).map(([key]) => key));
  for (const { kind, text, span } of [...named, ...passed]) {
    const why = kind === 'unresolved' ? undefined : whyRefused(text);
    if (why !== undefined) report('CONF-387', span, `"${text}" ${why}`);
  }
  return {
    values: pairs('env'),
    passed: passed.map(({ text }) => text),
    files: settings.entries('env_file').flatMap(({ value }) => (value?.type === 'text' ? [value.value] : [])),
    secrets: pairs('env_secret'),
  };
}

/** `NAME VALUE`, one or several pairs a line. */
function pairsOf(settings: BlockSettings, keyword: string, report: Report): readonly (readonly [Token, Token])[] {
  return settings.lines(keyword).flatMap((line) => {
    const words = [line.keyword, ...line.args];
    return words.flatMap((name, index): (readonly [Token, Token])[] => {
      const value = words[index + 1];
      if (index % 2 !== 0) return [];
      if (value !== undefined) return [[name, value]];
      report('CONF-104', name.span, `"${name.text}" needs a value`, { help: `for example: ${name.text} "value"` });
      return [];
    });
  });
}

function cwdOf(settings: BlockSettings, report: Report): string {
  const [cwd, span] = [settings.text('cwd'), settings.span('cwd')];
  if (cwd === undefined || span === undefined) return SCRIPT_DEFAULTS.cwd;
  if (!cwd.startsWith('/')) report('CONF-306', span, `"${cwd}" is not an absolute path`, { severity: 'error' });
  return cwd;
}

const LIMITS = {
  nice: 'nice',
  nofile: 'nofile',
  nproc: 'nproc',
  as_mb: 'addressSpaceMib',
  cpu_s: 'cpuS',
} as const satisfies Readonly<Record<string, keyof ProcessLimits>>;

function limitsOf(settings: BlockSettings): ProcessLimits {
  const written = Object.entries(LIMITS).flatMap(([word, limit]) => {
    const value = settings.number(word);
    return value === undefined ? [] : [[limit, value] as const];
  });
  return Object.fromEntries(written);
}
