import type { RunAs } from '../model/instance.ts';
import { type CheckConfig, isScriptCheck, type ScriptCheck } from '../model/check.ts';
import type { Model } from '../model/model.ts';
import { type Diagnostic, Findings } from './diagnostic.ts';
import type { HostFacts } from './host-facts.ts';
import { composeDraft, modelOf } from './keepalived/compose/compose.ts';
import type { Glob, ReadText } from './keepalived/read/include.ts';
import { readConfiguration } from './keepalived/read/reader.ts';
import { buildTree } from './keepalived/tree.ts';
import { judgeDraft } from './rules/rules.ts';
import { judgeHost } from './rules/host.ts';
import { LineIndex, type Position, type SourceFile, type Span } from './source.ts';

export interface LoadOptions {
  /** Main file, as diagnostics shall name it. */
  readonly file: string;
  /** The text of a file, byte order mark and all, or why there is none. */
  readonly readText: ReadText;
  /** Matches of an include pattern; without it, patterns match nothing. */
  readonly glob?: Glob;
  /** The id that `@ID` lines are compared with: `-i`, by default the host name up to its first dot. */
  readonly configId: string;
  /** What is known about this host; without it, nothing about the host is judged. */
  readonly host?: HostFacts;
}

export interface Loaded {
  /** `undefined` when the text holds an error. Errors of the host leave it: what they concern fails closed. */
  readonly model: Model | undefined;
  /** Checks that no instance tracks: no part of the model, and of use to who runs checks alone. */
  readonly untracked: readonly CheckConfig[];
  /** In the order of files and places, at most 200; errors are kept before the rest. */
  readonly diagnostics: readonly Diagnostic[];
  /** All files read, main file first. */
  readonly files: readonly SourceFile[];
  /** What the checks would run, also when the text holds errors: so that the host can be looked at. */
  readonly programs: readonly Program[];
  /** Paths of the files that checks read themselves, for the same use. */
  readonly ownFiles: readonly string[];
}

/** The program of one check, as written, and who runs it. */
export interface Program {
  readonly check: string;
  readonly argv: readonly string[];
  readonly user: RunAs;
  /** Its command in the configuration. */
  readonly span?: Span;
}

/**
 * Reads a keepalived.conf with its includes: the model, and all diagnostics at once. Pure; never throws on any text.
 * Source: `keepalived-conf.md` 1 to 3 and 5.
 */
export function loadConfiguration(options: LoadOptions): Loaded {
  const findings = new Findings();
  const report = findings.reporter('text');
  const read = readConfiguration({ ...options, report });
  const place = placeIn(read.files);
  const finish = (found: Pick<Loaded, 'model' | 'untracked' | 'programs' | 'ownFiles'>): Loaded => {
    const names = [options.file, ...read.files.map(({ name }) => name)];
    return { ...found, diagnostics: findings.list(names), files: read.files };
  };
  if (read.outcome === 'nothing') return finish({ model: undefined, untracked: [], programs: [], ownFiles: [] });
  const tree = buildTree(read.statements, { report, place });
  const draft = composeDraft(tree, options.host?.users, { report, advice: () => (findings.full ? 'brief' : 'full') });
  judgeDraft(draft, { report, file: options.file });
  if (options.host !== undefined) judgeHost(draft, options.host, findings.reporter('host'));
  const programs = draft.checks.flatMap(({ name, config, command }) =>
    isScriptCheck(config)
      ? [{ check: name, ...programOf(config), ...(command === undefined ? {} : { span: command.span }) }]
      : [],
  );
  const ownFiles = draft.checks.flatMap((check) => check.ownFiles.map(({ path }) => path));
  const model = findings.textErrors ? undefined : modelOf(draft, options.configId);
  const tracked = new Set(model?.checks.map(({ name }) => name));
  const untracked = draft.checks.filter(({ name }) => !tracked.has(name)).map(({ config }) => config);
  return finish({ model, untracked, programs, ownFiles });
}

const programOf = ({ probe: { argv, user } }: ScriptCheck): Pick<Program, 'argv' | 'user'> => ({ argv, user });

/** Line and column of a span in one of these files; `1:1` of a file that is not among them. */
export function placeIn(files: readonly SourceFile[]): (span: Span) => Position {
  const indexes = new Map<string, LineIndex>();
  return (span) => {
    const index = indexes.get(span.file) ?? new LineIndex(files.find(({ name }) => name === span.file)?.text ?? '');
    indexes.set(span.file, index);
    return index.position(span.start);
  };
}
