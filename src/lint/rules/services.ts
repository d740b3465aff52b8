import type { ReportFinding } from '../report.ts';
import type { Script, Tool } from '../script.ts';
import { sleepSeconds } from './limits.ts';

const DAEMON = /(?:^|[/\s."'])(?:keepalived|vipward)(?:$|[\s."'])/;
const STARTS = /^(?:start|restart|reload-or-restart|try-restart|force-reload)$/;
/** Servers and their control programs, that start something when they are called so. */
const CONTROL = new Set(['mycat', 'apachectl', 'catalina.sh', 'rc-service', 'supervisorctl']);
/** Commands that cannot be the real test of a service. */
const HARMLESS = new Set([
  '',
  'echo',
  'printf',
  'logger',
  'exit',
  'cat',
  'date',
  'true',
  'false',
  ':',
  'set',
  'test',
  '[',
  '[[',
  'sleep',
  'return',
  'local',
  'export',
  'read',
  'shift',
  'cd',
  'head',
  'tail',
  'cut',
  'tr',
  'wc',
  'basename',
  'dirname',
]);

/** The service and its manager: LINT-08, -09, -36, -37, -38. */
export function judgeServices(script: Script, report: ReportFinding): void {
  judgeStarts(script, report);
  judgeStops(script, report);
  if (script.syntax.understood === 'wholly') judgeOnlyTests(script, report);
}

const textsOf = (script: Script, { args }: Tool): readonly string[] => args.map((word) => script.textOf(word) ?? '');

/** LINT-08. */
function judgeStarts(script: Script, report: ReportFinding): void {
  const [sleep, timeoutMs] = [sleepSeconds(script), script.input.check?.timeoutMs];
  for (const { site, tool } of [...script.sites].flatMap((each) => {
    const found = script.toolOf(each.command);
    return found === undefined ? [] : [{ site: each, tool: found }];
  })) {
    const texts = textsOf(script, tool);
    const path = script.textOf(tool.word) ?? '';
    const managed =
      (tool.name === 'systemctl' && STARTS.test(texts.find((text) => !text.startsWith('-')) ?? '')) ||
      (tool.name === 'service' && STARTS.test(texts[1] ?? '')) ||
      ((path.includes('/init.d/') || CONTROL.has(tool.name)) && texts.some((text) => STARTS.test(text)));
    const bare = /^(?:nginx|httpd|haproxy)$/.test(tool.name) && texts.length === 0 && site.frames.length > 0;
    if ((!managed && !bare) || texts.some((text) => DAEMON.test(text))) continue;
    const late = timeoutMs !== undefined && sleep * 1000 >= timeoutMs;
    const message = `${tool.name} starts the service: the fault is hidden`;
    if (late) {
      const slept = `${message}, and the ${sleep} s of sleep reach the limit of ${timeoutMs / 1000} s`;
      report('LINT-08', site.command, slept, { severity: 'error' });
    } else report('LINT-08', site.command, message);
  }
}

/** LINT-09. */
function judgeStops(script: Script, report: ReportFinding): void {
  for (const { site, tool } of script.uses(
    'killall',
    'pkill',
    'systemctl',
    'service',
    'kill',
    'keepalived',
    'vipward',
  )) {
    const texts = textsOf(script, tool);
    const named = texts.some((text) => DAEMON.test(text));
    const ends = texts.some((text) => /^(?:stop|restart|kill)$/.test(text));
    const asks = texts.some((text) => /^-(?:0|s0|SIG0)$/.test(text)) || /-s\s+0/.test(texts.join(' '));
    const stops =
      (/^(?:killall|pkill)$/.test(tool.name) && named && !asks) ||
      (/^(?:systemctl|service)$/.test(tool.name) && named && ends) ||
      (tool.name === 'vipward' && texts[0] === 'stop') ||
      (tool.name === 'kill' &&
        !asks &&
        tool.args.some((word) => DAEMON.test(script.source(word).replaceAll(/[()`]/g, ' '))));
    if (stops) report('LINT-09', site.command, 'the check stops its own daemon: no return without a human');
  }
  for (const site of script.sites) {
    const tool = script.toolOf(site.command);
    if (tool === undefined || !/^(?:keepalived|vipward)$/.test(tool.name)) continue;
    const texts = textsOf(script, tool);
    if (
      (script.textOf(tool.word) ?? '').includes('/init.d/') &&
      texts.some((text) => /^(?:stop|restart)$/.test(text))
    ) {
      report('LINT-09', site.command, 'the check stops its own daemon: no return without a human');
    }
  }
}

/** LINT-36 to -38: what is too little when it is all. */
function judgeOnlyTests(script: Script, report: ReportFinding): void {
  const tests = script.sites.flatMap(({ command }) => {
    const tool = script.toolOf(command);
    return tool === undefined || isHarmless(script, tool) ? [] : [{ command, tool }];
  });
  const kinds = tests.map(({ tool }) => kindOf(script, tool));
  const [first, kind] = [tests[0], kinds[0]];
  if (first === undefined || kind === undefined || kinds.some((other) => other !== kind)) return;
  if (kind === 'LINT-36') {
    if (/\/proc\/|\/dev\/tcp\//.test(script.text)) return;
    report(kind, first.command, 'another process may have this number by now');
  } else if (kind === 'LINT-37') report(kind, first.command, 'a service can be active and not answer');
  else report(kind, first.command, 'a valid configuration says nothing about the running service');
}

const isHarmless = (script: Script, { name, word }: Tool): boolean =>
  HARMLESS.has(name) && !script.source(word).includes('/') && script.textOf(word) !== undefined;

function kindOf(script: Script, tool: Tool): 'LINT-36' | 'LINT-37' | 'LINT-38' | undefined {
  const texts = textsOf(script, tool);
  if (tool.name === 'kill' && (texts[0] === '-0' || (texts[0] === '-s' && texts[1] === '0'))) return 'LINT-36';
  if (tool.name === 'systemctl' && texts.includes('status')) return 'LINT-37';
  if (tool.name === 'service' && texts[1] === 'status') return 'LINT-37';
  if (/^(?:nginx|httpd|apache2)$/.test(tool.name) && texts.includes('-t')) return 'LINT-38';
  if (/^apache2?ctl$/.test(tool.name) && (texts.includes('configtest') || texts.includes('-t'))) return 'LINT-38';
  return tool.name === 'haproxy' && texts.includes('-c') ? 'LINT-38' : undefined;
}
