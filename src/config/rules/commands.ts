import { isScriptCheck } from '../../model/check.ts';
import type { Report } from '../diagnostic.ts';
import { type CheckDraft, type CommandDraft, type Draft, hooksOf } from '../keepalived/compose/draft.ts';

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'zsh', 'busybox']);
const SHELL_WORD = /^(?:\|\|?|&&?|;|\d?>>?.*|<.*|\$\?|.*;)$|^`|`$|\$\(|^\*|\/\*/;
const HEAVY = /^(?:bash|sh|python[\d.]*|perl|php|node|ruby|java|curl|wget|mysql|psql)$|\.(?:sh|bash|py|pl|php|rb)$/;
const STOPS_DAEMON =
  /\b(?:systemctl|service|rc-service)\b.*\b(?:keepalived|vipward)\b|\/init\.d\/(?:keepalived|vipward)\s+(?:stop|restart)|\b(?:killall|pkill)\b(?!\s+(?:-0|-s\s*0)\b).*\b(?:keepalived|vipward)\b/;
const ASKS_ONLY = /\b(?:status|is-active|show)\b/;
const LIMITED: readonly RegExp[] = [
  /\bcurl\b.*?\s(?:-m\s*|--max-time[\s=])(\d+(?:\.\d+)?)/,
  /(?:^|[\s/])timeout\s+(?:-\S+\s+)*(\d+(?:\.\d+)?)s?\s/,
  /(?:^|[\s/])sleep\s+(\d+(?:\.\d+)?)/,
  /\bnc(?:at)?\b.*?\s-w\s*(\d+)/,
];
const OWNER_ONLY = 0o077;

/** Commands of checks, notifications and recoveries, as far as their text tells. */
export function judgeCommands(draft: Draft, report: Report): void {
  const { checks, globals } = draft;
  for (const check of checks) {
    if (check.command === undefined) continue;
    judgePath(check.command, report);
    judgeShell(check.command, report);
    judgeCheck(check, check.command, report);
    const umask = isScriptCheck(check.config) ? check.config.probe.umask : 0;
    if ((umask & OWNER_ONLY) === OWNER_ONLY && check.command.argv.some((word) => />/.test(word))) {
      report(
        'CONF-325',
        check.command.span,
        `files "${check.name}" writes get mode 0600 by umask ${umask.toString(8).padStart(4, '0')}`,
      );
    }
  }
  const hooks = hooksOf(draft);
  for (const command of hooks) {
    judgePath(command, report);
    judgeShell(command, report);
  }
  const known = [
    ...checks.flatMap(({ command }) => command ?? []),
    ...hooks.filter(({ whose }) => whose === 'keepalived'),
  ];
  const first = known[0] ?? hooks[0];
  if (first !== undefined && !globals.has('enable_script_security')) {
    const details =
      known.length === 0 ? {} : { note: 'keepalived would log a security violation; with -t it returns 6' };
    report('CONF-311', first.span, 'scripts run without the path check', details);
  }
}

function judgePath({ argv: [path = ''], span }: CommandDraft, report: Report): void {
  // A reference that is not defined was said to be so.
  if (/^[/<]/.test(path) || path.includes('${')) return;
  if (path.includes('/')) report('CONF-306', span, `"${path}" is not an absolute path`);
  else report('CONF-307', span, `"${path}" is searched in PATH`);
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function judgeShell({ argv, span }: CommandDraft, report: Report): void {
  const [path = '', ...rest] = argv;
  if (argv.some((word) => word.includes('/dev/tcp/')) || path.startsWith('<')) {
    report('CONF-316', span, '</dev/tcp/… works only where /bin/sh is bash');
    return;
  }
  if (SHELLS.has(nameOf(path)) && rest.some((word) => /^-[a-z]*c$/.test(word))) return;
  const shell = argv.find((word) => SHELL_WORD.test(word));
  if (shell !== undefined) report('CONF-314', span, `no shell here: "${shell}" is a plain argument`);
}

function judgeCheck({ name, config }: CheckDraft, { argv, span }: CommandDraft, report: Report): void {
  const [path = ''] = argv;
  const tool = nameOf(path);
  const text = argv.join(' ');
  if (tool === 'pidof' || tool === 'pgrep' || (tool === 'killall' && argv.includes('-0'))) {
    report('CONF-315', span, `"${tool}" checks the process table only`);
  }
  if (STOPS_DAEMON.test(text) && !ASKS_ONLY.test(text)) {
    report('CONF-317', span, `check "${name}" stops the failover daemon`);
  }
  const limitS = config.timeoutMs / 1000;
  const seconds = LIMITED.flatMap((pattern) => Number(pattern.exec(`${text} `)?.[1] ?? Number.NaN)).find(
    (value) => value >= limitS,
  );
  if (seconds !== undefined) {
    report('CONF-319', span, `command may take ${seconds} s, the limit of "${name}" is ${limitS} s`);
  }
  if (config.intervalMs < 1000 && HEAVY.test(tool)) {
    const perMinute = Math.round(60_000 / config.intervalMs);
    report('CONF-326', span, `"${name}" starts ${perMinute} processes a minute`);
  }
}
