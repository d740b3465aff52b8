import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import type { Notice } from '../config/diagnostic.ts';
import type { Program } from '../config/load.ts';
import type { SourceFile } from '../config/source.ts';
import type { LintHost, ScriptInput } from '../lint/input.ts';
import { lintScript } from '../lint/lint.ts';
import type { RunAs } from '../model/instance.ts';
import { FIXED_PATH } from '../probes/script/environment.ts';
import { resolveProgram } from '../probes/script/program.ts';
import type { Configuration } from './configuration.ts';

/** What the lint found in the scripts of a configuration, and the texts it found it in. */
export interface LintedScripts {
  readonly notices: readonly Notice[];
  readonly files: readonly SourceFile[];
}

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'ksh']);
/** Longer files are programs or archives. */
const LONGEST_BYTES = 4_194_304;
/** What the configuration's own diagnostics say already about the same command. */
const SAID_BY: Readonly<Record<string, string>> = {
  'LINT-09': 'CONF-317',
  'LINT-10': 'CONF-322',
  'LINT-11': 'CONF-321',
  'LINT-19': 'CONF-319',
  'LINT-43': 'CONF-319',
};

/** A command line as the lint wants it: the text, where it is from, and its arguments. */
type Found = Pick<ScriptInput, 'file' | 'text' | 'argv' | 'shell'> & { readonly offset: number };

/** Lints every shell script that a configuration runs and this process can read. Never throws. */
export function lintScripts({ model, programs, files, diagnostics }: Configuration): LintedScripts {
  const host = lintHost();
  const moving = model?.instances.flatMap((each) => [...each.vips, ...each.excludedVips]) ?? [];
  const vips = new Set<string>(moving.map(({ address }) => address));
  const notices = new Map<string, Notice>();
  const read = new Map<string, SourceFile>();
  for (const run of programs) {
    const found = findScript(run, files);
    if (found === undefined) continue;
    const check = run.purpose === 'check' ? model?.checks.find(({ name }) => name === run.name) : undefined;
    const { purpose } = run;
    const about = { purpose, runAs: runsAs(run.user), vips, host, ...(check === undefined ? {} : { check }) };
    for (const notice of lintScript({ ...found, ...about })) {
      const { start, end } = notice.span;
      const span = { file: found.file, start: start + found.offset, end: end + found.offset };
      if (!isSaid(notice.code, run, diagnostics))
        notices.set(`${notice.code} ${found.file} ${span.start}`, { ...notice, span });
    }
    if (!files.some(({ name }) => name === found.file)) read.set(found.file, { name: found.file, text: found.text });
  }
  return { notices: [...notices.values()], files: [...read.values()] };
}

const isSaid = (code: string, { span }: Program, diagnostics: Configuration['diagnostics']): boolean =>
  diagnostics.some((said) => {
    return said.code === SAID_BY[code] && said.span.file === span?.file && said.span.start === span.start;
  });

/** Finds what a command line runs: a script file, a file given to a shell, or the text of `sh -c`. */
function findScript({ argv, name, span }: Program, files: readonly SourceFile[]): Found | undefined {
  const path = resolveProgram(argv[0] ?? '');
  const shell = path.slice(path.lastIndexOf('/') + 1);
  if (!SHELLS.has(shell)) {
    const text = readScript(path);
    return text?.startsWith('#!') === true
      ? { file: path, text, argv: [path, ...argv.slice(1)], offset: 0 }
      : undefined;
  }
  const position = argv.findIndex((word, index) => index > 0 && (!word.startsWith('-') || /^-[a-z]*c$/.test(word)));
  const word = argv[position];
  if (word === undefined) return undefined;
  if (!word.startsWith('-')) {
    const text = readScript(word);
    return text === undefined ? undefined : { file: word, text, argv: argv.slice(position), shell, offset: 0 };
  }
  const text = argv[position + 1];
  if (text === undefined) return undefined;
  const source = files.find((file) => file.name === span?.file);
  const offset = source?.text.indexOf(text, span?.start) ?? -1;
  const inline = { text, argv: [argv[position + 2] ?? shell, ...argv.slice(position + 3)], shell };
  if (source !== undefined && offset >= 0 && offset <= (span?.end ?? 0))
    return { ...inline, file: source.name, offset };
  return { ...inline, file: `${span?.file ?? 'configuration'} (${name})`, offset: 0 };
}

/** The text of a script; `undefined` when it cannot be read or is none. The audit says why a check cannot run. */
function readScript(path: string): string | undefined {
  try {
    const stats = statSync(path);
    if (!path.startsWith('/') || !stats.isFile() || stats.size > LONGEST_BYTES) return undefined;
    const text = readFileSync(path, 'utf8');
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function runsAs(user: RunAs): ScriptInput['runAs'] {
  const root = user === 'daemon' ? process.getuid?.() === 0 : user.user === 'root';
  return root ? 'root' : 'other';
}

function lintHost(): LintHost {
  const known = new Map<string, string | undefined>();
  return {
    find: (name, path) => {
      const key = `${name} ${path}`;
      if (!known.has(key)) known.set(key, findIn(name, path));
      return known.get(key);
    },
    runPath: FIXED_PATH,
    callerPath: process.env['PATH'] ?? FIXED_PATH,
    hosts: readHosts(),
  };
}

const findIn = (name: string, path: string): string | undefined =>
  path
    .split(':')
    .map((folder) => `${folder}/${name}`)
    .find((candidate) => candidate.startsWith('/') && isExecutable(candidate));

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Names of /etc/hosts with their addresses; the first line that has a name counts. */
function readHosts(): ReadonlyMap<string, string> {
  const hosts = new Map<string, string>();
  const lines = readHostsText().split('\n');
  for (const line of lines) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    for (const name of names) if (!hosts.has(name.toLowerCase())) hosts.set(name.toLowerCase(), address);
  }
  return hosts;
}

function readHostsText(): string {
  try {
    return readFileSync('/etc/hosts', 'utf8');
  } catch {
    return '';
  }
}
