/** A stretch of the script: offsets in UTF-16 code units, `end` exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A piece of a word, with its quotes taken off. */
export type Part =
  | (Range & { readonly type: 'literal'; readonly text: string; readonly quoting: Quoting })
  /** `$name`, `${name}`, `${name:-word}`: `operator` is what follows the name, up to the brace. */
  | (Range & {
      readonly type: 'variable';
      readonly name: string;
      readonly operator: string;
      readonly quoting: Quoting;
    })
  | (Range & { readonly type: 'substitution'; readonly body: List; readonly quoting: Quoting })
  /** `$((…))`: never empty, always a number. */
  | (Range & { readonly type: 'arithmetic'; readonly quoting: Quoting })
  /** Bash: `<(…)`, `>(…)`, `a=(…)`, `$'…'`. */
  | (Range & { readonly type: 'process' | 'array' | 'ansi'; readonly quoting: Quoting });

export type Quoting = 'bare' | 'single' | 'double';

export interface Word extends Range {
  readonly parts: readonly Part[];
}

export interface Redirect extends Range {
  /** Without the descriptor: `>`, `>>`, `<`, `<<`, `<<<`, `>&`, `<&`, `<>`, `>|`, `&>`, `&>>`. */
  readonly operator: string;
  readonly descriptor: string;
  readonly target: Word;
}

export interface Simple extends Range {
  readonly type: 'simple';
  /** `name=value` before the command's name; alone, they set variables of the script. */
  readonly assignments: readonly Word[];
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
}

interface Compound extends Range {
  readonly redirects: readonly Redirect[];
}

export interface Branch {
  readonly condition: List;
  readonly body: List;
}

export type Command =
  | Simple
  | (Compound & { readonly type: 'group' | 'subshell'; readonly body: List })
  | (Compound & { readonly type: 'if'; readonly branches: readonly Branch[]; readonly otherwise: List | undefined })
  | (Compound & { readonly type: 'while'; readonly condition: List; readonly body: List })
  | (Compound & {
      readonly type: 'for';
      readonly variable: string;
      readonly items: readonly Word[];
      readonly body: List;
    })
  | (Compound & { readonly type: 'case'; readonly subject: Word; readonly arms: readonly List[] })
  | (Compound & {
      readonly type: 'function';
      readonly name: string;
      readonly form: 'posix' | 'bash';
      readonly body: Command;
    })
  /** Bash: `((…))`. */
  | (Compound & { readonly type: 'arithmetic' });

export interface Pipeline extends Range {
  readonly negation: 'plain' | 'negated';
  readonly commands: readonly Command[];
}

/** Pipelines joined by `&&` and `||`; `operator` stands before its pipeline. */
export interface AndOr extends Range {
  readonly steps: readonly { readonly operator: '&&' | '||' | 'first'; readonly pipeline: Pipeline }[];
  readonly ending: 'foreground' | 'background';
}

export interface List extends Range {
  readonly items: readonly AndOr[];
}

/** What the reader made of a script. */
export interface Syntax {
  readonly body: List;
  readonly comments: readonly Range[];
  /** `partly`: from some place on the text was not understood, and `body` ends there. */
  readonly understood: 'wholly' | 'partly';
}
