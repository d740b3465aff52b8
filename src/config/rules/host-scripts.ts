import type { Diagnosis } from '../../health/outcome.ts';
import { isScriptCheck } from '../../model/check.ts';
import type { Code } from '../codes.ts';
import type { Report } from '../diagnostic.ts';
import type { HostFacts, ProgramName } from '../host-facts.ts';
import { type CommandDraft, type Draft, hooksOf } from '../keepalived/compose/draft.ts';

/** Which code says what an audit found. */
const CODE_OF: Readonly<Record<Diagnosis['rule'], Code>> = {
  'script-missing': 'CONF-308',
  'not-absolute': 'CONF-306',
  'not-a-file': 'CONF-309',
  'is-a-directory': 'CONF-309',
  'not-executable': 'CONF-309',
  'not-readable': 'CONF-309',
  'path-not-searchable': 'CONF-309',
  'no-interpreter': 'CONF-321',
  'interpreter-missing': 'CONF-323',
  'crlf-shebang': 'CONF-322',
  'wrong-arch': 'CONF-309',
  'unsafe-path': 'CONF-310',
  'bad-path': 'CONF-306',
  busy: 'CONF-320',
  'args-too-big': 'CONF-320',
  'no-such-user': 'CONF-211',
  'cannot-become-user': 'CONF-320',
  'no-processes': 'CONF-320',
  'no-memory': 'CONF-320',
  'no-descriptors': 'CONF-320',
  'noexec-mount': 'CONF-309',
  'cwd-missing': 'CONF-320',
  'bad-variables': 'CONF-320',
  'cannot-set-limits': 'CONF-320',
  unknown: 'CONF-320',
};

const UNTRACKED = 'keepalived would drop the check, and the instance would run unprotected; here it counts as failed';

const UNTOLD = 'keepalived would drop the script with a message in its log';

/** What an audit of the script files found, and who the scripts run as. */
export function judgeHostScripts(draft: Draft, host: HostFacts, report: Report): void {
  const { checks, globals } = draft;
  const judge = (program: ProgramName, { argv, span }: CommandDraft, note: string | undefined): void => {
    if (argv[0]?.includes('${') === true) return;
    const found = host.scripts.filter(({ purpose, name }) => purpose === program.purpose && name === program.name);
    for (const { diagnosis, effect } of found) {
      const severity = effect === 'warned' ? 'warning' : 'error';
      report(CODE_OF[diagnosis.rule], span, messageOf(program, diagnosis), {
        severity,
        help: diagnosis.fix,
        ...(severity === 'error' && note !== undefined ? { note } : {}),
      });
    }
  };
  for (const hook of hooksOf(draft)) {
    judge({ purpose: 'notify', name: hook.title }, hook, hook.whose === 'keepalived' ? UNTOLD : undefined);
  }
  const security = globals.has('enable_script_security') ? 'enforce' : 'warn';
  for (const check of checks) {
    if (check.command === undefined) continue;
    judge({ purpose: 'check', name: check.name }, check.command, UNTRACKED);
    if (!isScriptCheck(check.config) || check.config.probe.user !== 'daemon') continue;
    if (security === 'enforce') report('CONF-313', check.command.span, `no user for "${check.name}"`);
    else report('CONF-312', check.command.span, `"${check.name}" runs as root`);
  }
}

function messageOf({ purpose, name }: ProgramName, { rule, detail }: Diagnosis): string {
  if (CODE_OF[rule] !== 'CONF-320') return detail;
  return `${purpose === 'check' ? `check "${name}"` : name} cannot run: ${detail}`;
}
