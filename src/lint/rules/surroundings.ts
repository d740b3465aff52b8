import type { ReportFinding } from '../report.ts';
import type { Script, Tool } from '../script.ts';
import type { Site } from '../shell/sites.ts';

/** Commands whose bare arguments are names of files. */
const READS_FILES = new Set(['cat', '.', 'source', 'head', 'tail', 'touch', 'rm', 'sh', 'bash']);
/** Commands whose arguments may look like paths and are none. */
const TEXT_TOOLS = new Set([
  'grep',
  'egrep',
  'fgrep',
  'sed',
  'awk',
  'echo',
  'printf',
  'logger',
  'find',
  'expr',
  'case',
]);
const CLIENTS = new Set(['mysql', 'mysqladmin', 'mariadb', 'mysqldump', 'mariadb-admin']);

/** What a run does not have: LINT-13, -14, -15, -45. What it must not do: LINT-17, -28, -29, -39, -40. */
export function judgeSurroundings(script: Script, report: ReportFinding): void {
  const moves = script.uses('cd', 'pushd').length > 0;
  const asksTerminal = /(?:\[|test)\s+-t\s+[012]/.test(script.text);
  const homeSet = script.valuesOf('HOME') !== undefined;
  const quietSudo = /(?:^|[\s;&|(])sudo[ \t]+(?:-\w+[ \t]+){0,5}-\w*n\b/.test(script.text);
  const waits = script.uses('wait').length > 0 || /\$!/.test(script.text);
  const readsAhead = script
    .uses('exec')
    .some(({ site }) => site.command.redirects.some(({ operator }) => operator === '<'));
  for (const site of script.sites) {
    const tool = script.toolOf(site.command);
    if (!moves) judgePaths(script, site, tool, report);
    judgeFiles(script, site, tool, report);
    if (!homeSet) judgeHome(script, site, tool, report);
    if (tool === undefined) continue;
    if (!asksTerminal) judgeTerminal(script, tool, report);
    if (!readsAhead) judgeInput(script, site, tool, report);
    if (!waits) judgeBackground(site, tool, report);
    judgeRights(script, tool, quietSudo ? 'asks nothing' : 'may ask', report);
    judgePasswords(script, tool, report);
  }
}

/** LINT-13. */
function judgePaths(script: Script, { command }: Site, tool: Tool | undefined, report: ReportFinding): void {
  const say = (range: { start: number; end: number }): void => {
    report('LINT-13', range, `"${script.source(range)}" is looked for in /`);
  };
  for (const { operator, target } of command.redirects) {
    const text = script.textOf(target);
    if (/^(?:<|>|>>|>\||&>|&>>)$/.test(operator) && text !== undefined && /^[\w.]/.test(text)) say(target);
  }
  if (tool === undefined || TEXT_TOOLS.has(tool.name)) return;
  if (/^\.\.?\//.test(script.source(tool.word))) say(tool.word);
  for (const [index, word] of tool.args.entries()) {
    const source = script.source(word);
    const named = READS_FILES.has(tool.name) && index === 0 && /^[\w][\w.-]*$/.test(source);
    if (/^["']?\.\.?\/[\w.]/.test(source) || (named && !/^\d+$/.test(source))) say(word);
  }
}

/** LINT-28 and LINT-39. */
function judgeFiles(script: Script, { command }: Site, tool: Tool | undefined, report: ReportFinding): void {
  const files = command.redirects
    .filter(({ operator }) => operator.includes('>') && !operator.endsWith('&'))
    .map(({ operator, target }) => ({ target, grows: operator.includes('>>') }));
  if (tool?.name === 'tee') {
    const grows = tool.args.some((word) => /^(?:-a|--append)$/.test(script.source(word)));
    for (const target of tool.args) if (!script.source(target).startsWith('-')) files.push({ target, grows });
  }
  for (const { target, grows } of files) {
    const text = script.textOf(target);
    if (text === undefined || target.parts.some(({ type }) => type === 'substitution')) continue;
    if (/^\/(?:var\/)?tmp\/[^/]+$/.test(text)) {
      report('LINT-39', target, `"${text}": another user can put a link there first`);
    } else if (grows && /^\/(?!dev\/|proc\/)/.test(text)) {
      report('LINT-28', target, `"${text}" grows with every run, and a full disk can fail the check`);
    }
  }
}

/** LINT-45. */
function judgeHome(script: Script, { command }: Site, tool: Tool | undefined, report: ReportFinding): void {
  if (tool !== undefined && /^(?:echo|printf|logger|\[|test)$/.test(tool.name)) return;
  const words = [...command.words, ...command.assignments, ...command.redirects.map(({ target }) => target)];
  for (const word of words) {
    const [first] = word.parts;
    const tilde = first?.type === 'literal' && first.quoting === 'bare' && /^~(?:\/|$)/.test(script.source(word));
    const variable = word.parts.find(
      (part) => part.type === 'variable' && part.name === 'HOME' && part.operator === '',
    );
    if (tilde || variable !== undefined) {
      report('LINT-45', variable ?? word, 'the home directory is that of the user of the run, and no profile is read');
    }
  }
  if (
    tool !== undefined &&
    /^(?:ba)?sh$/.test(tool.name) &&
    /^(?:-l|--login|-lc)$/.test(script.source(tool.args[0] ?? tool.word))
  ) {
    report('LINT-45', tool.word, 'a login shell reads profiles that may change');
  }
}

/** LINT-14. */
function judgeTerminal(script: Script, { name, word, args }: Tool, report: ReportFinding): void {
  const sources = args.map((argument) => script.source(argument));
  const docker =
    name === 'docker' &&
    sources.includes('exec') &&
    sources.some((text) => /^-(?:it?|ti?|t)$/.test(text) && text.includes('t'));
  const needs =
    name === 'stty' ||
    name === 'tput' ||
    docker ||
    (name === 'top' && !sources.some((text) => /^-?\w*b/.test(text))) ||
    (name === 'ssh' && sources.some((text) => /^-t+$/.test(text))) ||
    (name === 'read' && sources.some((text) => /^-[a-z]*p/.test(text)));
  if (needs) report('LINT-14', word, `${name} needs a terminal here`);
}

/** LINT-15. */
function judgeInput(script: Script, site: Site, { name, word, args }: Tool, report: ReportFinding): void {
  const prompts = CLIENTS.has(name) && args.some((argument) => /^(?:-p|--password)$/.test(script.source(argument)));
  if (prompts) report('LINT-15', word, `${name} asks for a password, and nobody answers`);
  if (site.input === 'given' || site.frames.some(({ type }) => type === 'function')) return;
  if (site.command.redirects.some(({ operator }) => operator.startsWith('<'))) return;
  if (name === 'read') {
    const sources = args.map((argument) => script.source(argument));
    if (sources.some((text) => /^-[a-z]*[up]/.test(text))) return;
    report('LINT-15', word, 'there is nothing to read: this ends at once with 1');
  } else if (name === 'cat' && args.length === 0) report('LINT-15', word, 'there is nothing to read');
}

/** LINT-17. */
function judgeBackground(
  { andOr, command, pipeline, frames }: Site,
  { name, word, startedBy }: Tool,
  report: ReportFinding,
): void {
  if (frames.some(({ type }) => type === 'substitution')) return;
  const detached = ['nohup', 'setsid', 'disown'].find((starter) => starter === name || startedBy.includes(starter));
  const [step] = andOr.steps;
  const background = andOr.ending === 'background' && step?.pipeline === pipeline && pipeline.commands[0] === command;
  if (detached !== undefined) report('LINT-17', word, 'what this starts is killed when the run ends');
  else if (background) report('LINT-17', andOr, 'what "&" leaves running is killed when the run ends');
}

/** LINT-29. */
function judgeRights(
  script: Script,
  { name, word, args, startedBy }: Tool,
  sudo: 'asks nothing' | 'may ask',
  report: ReportFinding,
): void {
  if (name === 'sudo' || startedBy.includes('sudo')) {
    if (sudo === 'may ask') report('LINT-29', word, 'sudo may want a password or a terminal');
  } else if ((name === 'su' || name === 'runuser') && args.length > 0 && script.input.runAs === 'other') {
    report('LINT-29', word, `${name} works for root only`);
  }
}

/** LINT-40. */
function judgePasswords(script: Script, { name, args }: Tool, report: ReportFinding): void {
  for (const [index, word] of args.entries()) {
    const source = script.source(word).replaceAll(/["']/g, '');
    const before = index === 0 ? '' : script.source(args[index - 1] ?? word);
    const shows =
      (CLIENTS.has(name) && /^(?:-p.+|--password=.+)$/.test(source)) ||
      (name === 'wget' && /^--(?:http-|ftp-)?password=.+/.test(source)) ||
      (name === 'curl' && /^(?:-u|--user)$/.test(before) && /^[^:]*:.+/.test(source)) ||
      (name === 'redis-cli' && before === '-a') ||
      (name === 'sshpass' && /^-p.+/.test(source)) ||
      /^[a-z]+:\/\/[^/@:\s]+:[^/@\s]+@/.test(source);
    if (shows) report('LINT-40', word, 'everybody on this host can read it with ps');
  }
}
