import { type CheckConfig, isScriptCheck, type ScriptCheck } from '../model/check.ts';
import type { RunAs } from '../model/instance.ts';
import type { Model } from '../model/model.ts';
import type { ClusterSelf } from './cluster/nodes/self.ts';
import type { ParseYaml } from './cluster/text/document.ts';
import type { Environment } from './cluster/tree/secrets.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { HostFacts, ProgramName } from './host-facts.ts';
import { modelOf } from './keepalived/compose/model-of.ts';
import { type Draft, hooksOf } from './keepalived/compose/draft.ts';
import type { Glob, ReadText } from './keepalived/read/include.ts';
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
  /** What a cluster file needs; without it every file is read as keepalived.conf. */
  readonly cluster?: ClusterOptions;
}

export interface ClusterOptions {
  readonly parse: ParseYaml;
  readonly self: ClusterSelf;
  /** Where `{ env: NAME }` is looked up. */
  readonly environment: Environment;
}

export interface Loaded {
  /** `undefined` when the text holds an error. Errors of the host leave it: what they concern fails closed. */
  readonly model: Model | undefined;
  /** Checks that have no effect: no part of the model, and of use to who runs checks alone. */
  readonly untracked: readonly CheckConfig[];
  /** In the order of files and places, at most 200; errors are kept before the rest. */
  readonly diagnostics: readonly Diagnostic[];
  /** All files read, main file first. */
  readonly files: readonly SourceFile[];
  /** What would be run, also when the text holds errors: so that the host can be looked at. */
  readonly programs: readonly Program[];
  /** Paths of the files that checks read themselves, for the same use. */
  readonly ownFiles: readonly string[];
  /** Paths of named pipes, for the same use. */
  readonly fifos: readonly string[];
  /** Which node of a cluster file this host is: the model is that node's. */
  readonly node: string | undefined;
}

/** A program that the configuration runs, as written, and who runs it. */
export interface Program extends ProgramName {
  readonly argv: readonly string[];
  readonly user: RunAs;
  /** Its command in the configuration. */
  readonly span?: Span;
}

export type Outcome = Pick<Loaded, 'model' | 'untracked' | 'programs' | 'ownFiles' | 'fifos'>;

export const NOTHING_LOADED: Outcome = { model: undefined, untracked: [], programs: [], ownFiles: [], fifos: [] };

/** What a draft comes to. `invalid`: the text holds an error, so there is no model. */
export function outcomeOf(draft: Draft, text: 'valid' | 'invalid', fallbackRouterId: string): Outcome {
  const checked = draft.checks.flatMap(({ name, config, command }) =>
    isScriptCheck(config)
      ? [
          {
            purpose: 'check' as const,
            name,
            ...programOf(config),
            ...(command === undefined ? {} : { span: command.span }),
          },
        ]
      : [],
  );
  const hooks = hooksOf(draft).map(({ title, argv, runAs, span }) => ({
    purpose: 'notify' as const,
    name: title,
    argv,
    user: runAs,
    span,
  }));
  const model = text === 'invalid' ? undefined : modelOf(draft, fallbackRouterId);
  const ownFiles = draft.checks.flatMap((check) => check.ownFiles.map(({ path }) => path));
  const wanted = new Set(model?.checks.map(({ name }) => name));
  const untracked = draft.checks.filter(({ config }) => !wanted.has(config.name)).map(({ config }) => config);
  return {
    model,
    untracked,
    programs: [...checked, ...hooks],
    ownFiles,
    fifos: draft.notifications.fifos.map(({ path }) => path),
  };
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
