import type { Script, Tool } from '../script.ts';

/** A grep of which everything is known. */
export interface Grep {
  readonly pattern: string;
  /** Its one-letter options. */
  readonly options: string;
  readonly syntax: 'basic' | 'extended' | 'fixed';
  readonly keeps: 'matching' | 'others';
}

/** Reads a grep's arguments; `undefined` when its pattern or an option cannot be told. */
export function greps(script: Script, { name, args }: Tool): Grep | undefined {
  let options = '';
  let pattern: string | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const text = script.textOf(args[index]);
    if (text === undefined || text.startsWith('--')) return undefined;
    if (/^-[a-zA-Z]*e$/.test(text) && pattern === undefined) {
      options += text.slice(1, -1);
      index += 1;
      pattern = script.textOf(args[index]);
      if (pattern === undefined) return undefined;
    } else if (/^-[a-zA-Z]+$/.test(text)) options += text.slice(1);
    else if (pattern === undefined) pattern = text;
    else return undefined;
  }
  if (pattern === undefined || /[fxPmABC]/.test(options)) return undefined;
  const syntax = name === 'egrep' || options.includes('E') ? 'extended' : 'basic';
  const fixed = name === 'fgrep' || options.includes('F');
  const grep: Grep = {
    pattern,
    options,
    syntax: fixed ? 'fixed' : syntax,
    keeps: options.includes('v') ? 'others' : 'matching',
  };
  return expressionOf(grep) === undefined ? undefined : grep;
}

/** Whether a line matches; false when the pattern is more than words, single characters and alternatives. */
export function matchesPattern(line: string, grep: Grep): boolean {
  return expressionOf(grep)?.test(line) ?? false;
}

/** Characters, `[x]`, `.`, `.*`, `^`, `$` and alternatives: nothing that could take long to match. */
function expressionOf({ pattern, options, syntax }: Grep): RegExp | undefined {
  const flags = options.includes('i') ? 'i' : '';
  const word = options.includes('w') ? '\\b' : '';
  if (pattern.length > 200) return undefined;
  if (syntax === 'fixed') return new RegExp(word + escaped(pattern) + word, flags);
  const parts = pattern.split(syntax === 'extended' ? '|' : '\\|');
  const sources = parts.map(sourceOf);
  if (!sources.every((source) => source !== undefined)) return undefined;
  return new RegExp(`${word}(?:${sources.join('|')})${word}`, flags);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

function sourceOf(part: string): string | undefined {
  const plain = /^\^?(?:[\w\s/:=@,-]|\.\*?|\[[\w/.-]\]|\\[.-])*\$?$/.test(part);
  if (!plain || (part.match(/\.\*/g)?.length ?? 0) > 2) return undefined;
  return part.replaceAll('/', String.raw`\/`);
}
