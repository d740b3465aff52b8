import type { AndOr, Command, List, Pipeline, Range, Simple, Syntax, Word } from './syntax.ts';

/** What surrounds a command, outermost first. */
export type Frame =
  | { readonly type: 'substitution' | 'condition' | 'subshell' | 'group' | 'case' | 'function'; readonly node: Range }
  | { readonly type: 'loop'; readonly node: Command; readonly input: 'given' | 'none' };

/** One simple command and where it stands. */
export interface Site {
  readonly command: Simple;
  readonly pipeline: Pipeline;
  /** Its place in the pipeline, from 0. */
  readonly index: number;
  readonly andOr: AndOr;
  /** What follows in the same list. */
  readonly next: AndOr | undefined;
  readonly frames: readonly Frame[];
  /** Whether something feeds its standard input: a pipe, or a redirection around it. */
  readonly input: 'given' | 'none';
}

interface Surroundings {
  readonly frames: readonly Frame[];
  readonly input: 'given' | 'none';
}

/** All simple commands of a script in the order of the text, those in substitutions after the command that holds them. */
export function sitesOf(syntax: Syntax): readonly Site[] {
  const sites: Site[] = [];
  visitList(syntax.body, { frames: [], input: 'none' }, sites);
  return sites;
}

function visitList(list: List, around: Surroundings, sites: Site[]): void {
  for (const [position, andOr] of list.items.entries()) {
    for (const { pipeline } of andOr.steps) {
      for (const [index, command] of pipeline.commands.entries()) {
        const input = index > 0 ? 'given' : around.input;
        const place = { pipeline, index, andOr, next: list.items[position + 1] };
        visitCommand(command, { frames: around.frames, input }, sites, place);
      }
    }
  }
}

type Place = Pick<Site, 'pipeline' | 'index' | 'andOr' | 'next'>;

const feeds = (command: Command): boolean => command.redirects.some(({ operator }) => /^<(?!&)/.test(operator));

function visitCommand(command: Command, around: Surroundings, sites: Site[], place: Place): void {
  const input = feeds(command) ? 'given' : around.input;
  const inside = (frame: Frame): Surroundings => ({ frames: [...around.frames, frame], input });
  const words = command.redirects.map(({ target }) => target);
  switch (command.type) {
    case 'simple':
      sites.push({ command, ...place, frames: around.frames, input });
      words.push(...command.assignments, ...command.words);
      break;
    case 'group':
    case 'subshell':
      visitList(command.body, inside({ type: command.type, node: command }), sites);
      break;
    case 'if':
      for (const { condition, body } of command.branches) {
        visitList(condition, inside({ type: 'condition', node: command }), sites);
        visitList(body, inside({ type: 'group', node: command }), sites);
      }
      if (command.otherwise !== undefined) {
        visitList(command.otherwise, inside({ type: 'group', node: command }), sites);
      }
      break;
    case 'while':
      visitList(command.condition, inside({ type: 'loop', node: command, input }), sites);
      visitList(command.body, inside({ type: 'loop', node: command, input }), sites);
      break;
    case 'for':
      words.push(...command.items);
      visitList(command.body, inside({ type: 'loop', node: command, input }), sites);
      break;
    case 'case':
      words.push(command.subject);
      for (const arm of command.arms) visitList(arm, inside({ type: 'case', node: command }), sites);
      break;
    case 'function':
      visitCommand(command.body, inside({ type: 'function', node: command }), sites, place);
      break;
    case 'arithmetic':
  }
  for (const word of words) visitWord(word, around, sites);
}

function visitWord(word: Word, around: Surroundings, sites: Site[]): void {
  for (const part of word.parts) {
    if (part.type !== 'substitution') continue;
    const frames: readonly Frame[] = [...around.frames, { type: 'substitution', node: part }];
    visitList(part.body, { frames, input: around.input }, sites);
  }
}
