import type { ScriptInput } from './input.ts';
import { type Site, sitesOf } from './shell/sites.ts';
import { parseShell } from './shell/parse.ts';
import type { AndOr, Command, List, Part, Pipeline, Simple, Syntax, Word } from './shell/syntax.ts';

export type Dialect = 'sh' | 'bash' | 'other';

/** A command without what only starts it (`timeout 3`, `env A=b`, `command`): its tool's name and its arguments. */
export interface Tool {
  /** Without folders; empty when it is not known. */
  readonly name: string;
  readonly word: Word;
  readonly args: readonly Word[];
  /** Names of what started it, outermost first. */
  readonly startedBy: readonly string[];
}

/** What starts a command given in its arguments: options that take a value, and how many words come first. */
const STARTERS: Readonly<Record<string, { readonly withValue: string; readonly first: number }>> = {
  timeout: { withValue: 'sk', first: 1 },
  env: { withValue: 'uCS', first: 0 },
  nice: { withValue: 'n', first: 0 },
  ionice: { withValue: 'cnp', first: 0 },
  nohup: { withValue: '', first: 0 },
  setsid: { withValue: '', first: 0 },
  exec: { withValue: 'a', first: 0 },
  command: { withValue: '', first: 0 },
  builtin: { withValue: '', first: 0 },
  sudo: { withValue: 'ugpCThr', first: 0 },
  stdbuf: { withValue: 'ioe', first: 0 },
};
/** More values of one variable, or parts of one word, are not followed; nor are longer texts. */
const MANY = 50;
const LONG = 4096;
const ASKS = /^-[a-zA-Z]*[vV]/;

/** A function as the script writes it. */
export type FunctionForm = Command & { readonly type: 'function' };

/** Where a compound command stands. */
export interface Owner {
  readonly pipeline: Pipeline;
  readonly next: AndOr | undefined;
  readonly last: Pipeline | undefined;
}

/** A script as the rules see it. */
export class Script {
  readonly input: ScriptInput;
  readonly text: string;
  readonly dialect: Dialect;
  readonly syntax: Syntax;
  readonly sites: readonly Site[];
  readonly #values: ReadonlyMap<string, readonly Word[]>;
  readonly #loose: ReadonlySet<string>;
  readonly loopVariables: ReadonlySet<string>;
  #functions: readonly FunctionForm[] | undefined;
  #owners: Map<Command, Owner> | undefined;
  #arguments: readonly string[] | undefined;
  readonly #fixed = new Map<string, string | undefined>();
  readonly #tools = new Map<Simple, Tool | undefined>();

  constructor(input: ScriptInput) {
    this.input = input;
    this.text = input.text;
    this.dialect = dialectOf(input);
    this.syntax = parseShell(this.dialect === 'other' ? '' : input.text);
    this.sites = sitesOf(this.syntax);
    const { values, loose, loops } = assignmentsOf(this.sites);
    this.loopVariables = loops;
    this.#values = values;
    this.#loose = loose;
  }

  /** Everything that is assigned to a variable by `name=word`; `undefined` when it also gets values in other ways. */
  valuesOf(name: string): readonly Word[] | undefined {
    const values = this.#loose.has(name) ? undefined : this.#values.get(name);
    return values !== undefined && values.length > MANY ? undefined : values;
  }

  /** The text of a word when it can be told: without expansions, or with variables that have one fixed value. */
  textOf(word: Word | undefined): string | undefined {
    if (word === undefined) return undefined;
    const [only, ...more] = word.parts;
    if (only?.type === 'literal' && more.length === 0) return only.text;
    if (more.length > MANY) return undefined;
    const pieces = word.parts.map((part) => this.#textOfPart(part));
    const text = pieces.every((piece) => piece !== undefined) ? pieces.join('') : undefined;
    return text !== undefined && text.length > LONG ? undefined : text;
  }

  /** What a command runs; `undefined` for mere assignments and redirections. */
  toolOf(command: Simple): Tool | undefined {
    if (!this.#tools.has(command)) this.#tools.set(command, this.#unwrap(command.words, []));
    return this.#tools.get(command);
  }

  /** Commands whose tool has one of these names. */
  uses(...names: readonly string[]): readonly { readonly site: Site; readonly tool: Tool }[] {
    return this.sites.flatMap((site) => {
      const tool = this.toolOf(site.command);
      return tool !== undefined && names.includes(tool.name) ? [{ site, tool }] : [];
    });
  }

  /** Functions that the script defines. */
  get functions(): readonly FunctionForm[] {
    this.#functions ??= functionsIn(this.syntax.body);
    return this.#functions;
  }

  /** The pipeline that a compound command is part of, its list's next item and the last pipeline of its own item. */
  pipelineOf(command: Command): Owner | undefined {
    if (this.#owners === undefined) {
      this.#owners = new Map();
      const lists: List[] = [this.syntax.body];
      for (let list = lists.pop(); list !== undefined; list = lists.pop()) {
        for (const [index, { steps }] of list.items.entries()) {
          for (const { pipeline } of steps) {
            for (const owned of pipeline.commands) {
              this.#owners.set(owned, { pipeline, next: list.items[index + 1], last: steps.at(-1)?.pipeline });
              for (const inner of listsIn(owned)) lists.push(inner);
            }
          }
        }
      }
    }
    return this.#owners.get(command);
  }

  /** Whether `set` or the `#!` line turns an option on: `e`, `pipefail`. */
  sets(option: string): boolean {
    const [head = ''] = this.text.split('\n', 1);
    if (option.length === 1 && new RegExp(`^#!.*\\s-[a-z]*${option}`).test(head)) return true;
    return this.uses('set').some(({ tool }) => {
      const words = tool.args.map((word) => this.textOf(word) ?? '');
      return words.some(
        (word) => word === option || (option.length === 1 && word.startsWith('-') && word.includes(option)),
      );
    });
  }

  /** A stretch of the script as written. */
  source({ start, end }: { readonly start: number; readonly end: number }): string {
    return this.text.slice(start, end);
  }

  #textOfPart(part: Part): string | undefined {
    if (part.type === 'literal') return part.text;
    if (part.type !== 'variable' || part.operator !== '') return undefined;
    if (/^\d$/.test(part.name)) return this.#argument(Number(part.name));
    if (!this.#fixed.has(part.name)) {
      this.#fixed.set(part.name, undefined); // a variable that is made of itself has no fixed value
      const values = this.valuesOf(part.name);
      const text = values?.length === 1 ? this.textOf(values[0]) : undefined;
      this.#fixed.set(part.name, text?.slice(text.indexOf('=') + 1));
    }
    return this.#fixed.get(part.name);
  }

  /** `$1` outside functions, unless the script moves its arguments. */
  #argument(index: number): string | undefined {
    this.#arguments ??= /\b(?:shift|getopts|function)\b|\bset\s+--|\(\s*\)/.test(this.text) ? [] : this.input.argv;
    return this.#arguments[index];
  }

  #unwrap(words: readonly Word[], startedBy: readonly string[]): Tool | undefined {
    const [word, ...args] = words;
    if (word === undefined) return undefined;
    const text = this.textOf(word) ?? '';
    const name = text.slice(text.lastIndexOf('/') + 1);
    const starter = Object.hasOwn(STARTERS, name) ? STARTERS[name] : undefined;
    if (starter === undefined || startedBy.length > 5) return { name, word, args, startedBy };
    let index = 0;
    let first = starter.first;
    for (; index < args.length; index += 1) {
      const argument = this.textOf(args[index]) ?? 'x';
      if (ASKS.test(argument) && name === 'command') return { name, word, args, startedBy };
      if (argument.startsWith('-')) {
        if (argument.length === 2 && starter.withValue.includes(argument.charAt(1))) index += 1;
      } else if (name === 'env' && /^\w+=/.test(argument)) continue;
      else if (first > 0) first -= 1;
      else break;
    }
    const inner = this.#unwrap(args.slice(index), [...startedBy, name]);
    return inner ?? { name, word, args, startedBy };
  }
}

function dialectOf({ text, shell }: ScriptInput): Dialect {
  const [line = ''] = text.split('\n', 1);
  const named = shell ?? /^#![ \t]*(\S+)(?:[ \t]+(\S+))?/.exec(line.trimEnd())?.slice(1, 3).join(' ') ?? '';
  const name = /(?:^|\/)env (?:-S )?(\S+)$/.exec(named)?.[1] ?? named.split(' ', 1)[0] ?? '';
  const program = name.slice(name.lastIndexOf('/') + 1);
  if (program === 'sh' || program === 'dash' || program === 'ash') return 'sh';
  return program === 'bash' || program === 'ksh' ? 'bash' : 'other';
}

interface Assignments {
  readonly values: Map<string, Word[]>;
  readonly loose: Set<string>;
  /** Variables of `for`. */
  readonly loops: Set<string>;
}

/** Variables with all words assigned to them, and those that get values in ways that are not followed. */
function assignmentsOf(sites: readonly Site[]): Assignments {
  const [values, loose, loops] = [new Map<string, Word[]>(), new Set<string>(), new Set<string>()];
  const keep = (word: Word): void => {
    const words = values.get(nameIn(word)) ?? [];
    words.push(word);
    values.set(nameIn(word), words);
  };
  for (const { command, frames } of sites) {
    for (const frame of frames) if (frame.type === 'loop' && frame.node.type === 'for') loops.add(frame.node.variable);
    const [first, ...args] = command.words;
    const tool = first === undefined ? '' : firstText(first);
    if (/^(?:local|declare|typeset|readonly|export)$/.test(tool)) {
      for (const word of args) {
        if (/^\w+=/.test(firstText(word))) keep(word);
      }
    } else if (/^(?:read|getopts|unset|let|mapfile|readarray|printf|eval)$/.test(tool)) {
      for (const word of args) loose.add(nameIn(word));
    }
    if (first !== undefined) continue;
    for (const word of command.assignments) {
      const text = firstText(word);
      if (/^\w+\+=/.test(text)) loose.add(nameIn(word));
      keep(word);
    }
  }
  for (const name of loops) loose.add(name);
  return { values, loose, loops };
}

function firstText({ parts: [first] }: Word): string {
  return first?.type === 'literal' ? first.text : '';
}

const nameIn = (word: Word): string => /^([A-Za-z_]\w*)/.exec(firstText(word))?.[1] ?? '';

/** The lists that a command runs in the script's own shell or a part of it; not those of functions. */
function listsIn(command: Command): readonly List[] {
  switch (command.type) {
    case 'if':
      return [
        ...command.branches.flatMap(({ condition, body }) => [condition, body]),
        ...(command.otherwise ? [command.otherwise] : []),
      ];
    case 'case':
      return command.arms;
    case 'group':
    case 'subshell':
    case 'while':
    case 'for':
      return [command.body];
    default:
      return [];
  }
}

/** All functions, also those inside others. */
function functionsIn(body: List): readonly FunctionForm[] {
  const [found, lists]: [FunctionForm[], List[]] = [[], [body]];
  for (let list = lists.pop(); list !== undefined; list = lists.pop()) {
    for (const { steps } of list.items) {
      for (const command of steps.flatMap(({ pipeline }) => pipeline.commands)) {
        if (command.type === 'function') found.push(command);
        for (const inner of listsIn(command.type === 'function' ? command.body : command)) lists.push(inner);
      }
    }
  }
  return found;
}
