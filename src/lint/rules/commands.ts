import type { ReportFinding } from '../report.ts';
import type { Script } from '../script.ts';

/** Words that a shell knows by itself. */
const BUILTINS = new Set(
  (
    '. : [ [[ ]] alias bg bind break builtin caller case cd command compgen complete continue coproc declare dirs ' +
    'disown do done echo elif else enable esac eval exec exit export false fc fg fi for function getopts hash help ' +
    'history if in jobs kill let local logout mapfile popd print printf pushd pwd read readarray readonly return ' +
    'select set shift shopt source suspend test then time times trap true type typeset ulimit umask unalias unset ' +
    'until wait whence while { } !'
  ).split(' '),
);
const PLAIN_NAME = /^[A-Za-z_][\w.+-]*$/;

/** LINT-03: commands that are not found where a run looks for them. */
export function judgeCommands(script: Script, report: ReportFinding): void {
  if (script.syntax.understood === 'partly' || readsOtherFiles(script)) return;
  const path = searchPath(script);
  if (path === undefined) return;
  const own = new Set(script.functions.map(({ name }) => name));
  const asked = askedFor(script);
  const { find, callerPath } = script.input.host;
  for (const { command } of script.sites) {
    const tool = script.toolOf(command);
    const [part, ...more] = tool?.word.parts ?? [];
    if (tool === undefined || part?.type !== 'literal' || more.length > 0) continue;
    const name = part.text;
    if (!PLAIN_NAME.test(name) || BUILTINS.has(name) || own.has(name) || asked.has(name)) continue;
    if (find(name, path) !== undefined) continue;
    const elsewhere = find(name, callerPath);
    const fix = elsewhere === undefined ? {} : { fix: `write ${elsewhere}` };
    const known = elsewhere === undefined ? '' : `; yours finds ${elsewhere}`;
    report('LINT-03', part, `"${name}" is not found in the PATH of a run${known}`, fix);
  }
}

/** A file that is read in may define functions, aliases and another PATH. */
const readsOtherFiles = (script: Script): boolean => script.uses('.', 'source', 'eval', 'alias', 'enable').length > 0;

/** The PATH of the script's commands; `undefined` when the script builds it in a way that is not followed. */
function searchPath(script: Script): string | undefined {
  const { runPath } = script.input.host;
  const values = script.valuesOf('PATH');
  if (values === undefined) return /\bPATH\b/.test(script.text.replaceAll('$PATH', '')) ? undefined : runPath;
  const paths = values.map((word) => {
    const pieces = word.parts.map((part) => {
      if (part.type === 'literal') return part.text;
      return part.type === 'variable' && part.name === 'PATH' ? runPath : undefined;
    });
    return pieces.every((piece) => piece !== undefined) ? pieces.join('').replace(/^PATH=/, '') : undefined;
  });
  return paths.every((path) => path !== undefined) ? paths.join(':') : undefined;
}

/** Names that the script itself asks for, and so can do without. */
function askedFor(script: Script): ReadonlySet<string> {
  return new Set(
    script
      .uses('command', 'type', 'which', 'hash')
      .flatMap(({ tool }) => tool.args.map((word) => script.textOf(word) ?? '')),
  );
}
