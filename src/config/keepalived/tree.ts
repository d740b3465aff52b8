import type { Report } from '../diagnostic.ts';
import type { BlockName } from '../settings/setting.ts';
import { settingIn } from '../settings/table.ts';
import type { Position, Span } from '../source.ts';
import type { MappedText } from './read/mapped-text.ts';
import type { Statement } from './read/statements.ts';
import type { Token } from './read/tokens.ts';

/** One statement, with the block behind it when it has one. */
export interface Node {
  readonly keyword: Token;
  readonly args: readonly Token[];
  readonly line: MappedText;
  readonly after: 'start' | 'open' | 'close';
  readonly block?: Block;
}

export interface Block {
  readonly open: Span;
  readonly children: readonly Node[];
}

/** A block that is open while the tree grows. `skipped`: unknown, so nothing in it is judged. */
interface Frame {
  readonly block: BlockName | 'skipped';
  readonly head?: Token;
  readonly open: Span;
  readonly children: Node[];
}

type Words = Extract<Statement, { kind: 'words' }>;

/**
 * Statements to a tree of blocks. Recovers from missing and surplus braces, so that one lost brace is one finding and
 * everything else is still read. `place` tells where a span stands. Source: `keepalived-conf.md` 1.8.
 */
export function buildTree(
  statements: readonly Statement[],
  { report, place }: { report: Report; place: (span: Span) => Position },
): readonly Node[] {
  remarkConditions(statements, report);
  const builder = new TreeBuilder(
    statements.filter((statement) => statement.kind !== 'condition'),
    report,
    place,
  );
  return builder.build();
}

type Brick = Exclude<Statement, { kind: 'condition' }>;

class TreeBuilder {
  readonly #statements: readonly Brick[];
  readonly #report: Report;
  readonly #place: (span: Span) => Position;
  readonly #root: Frame;
  readonly #stack: Frame[];
  /** Braces that the file lacks, and has too many of; recovery uses them up. */
  #missing = 0;
  #extra = 0;
  #lastClosed: { frame: Frame; span: Span } | undefined;
  #suspect: Span | undefined;

  constructor(statements: readonly Brick[], report: Report, place: (span: Span) => Position) {
    this.#statements = statements;
    this.#report = report;
    this.#place = place;
    this.#root = { block: 'root', open: { file: '', start: 0, end: 0 }, children: [] };
    this.#stack = [this.#root];
    for (const { kind } of statements) {
      if (kind === 'open') this.#missing += 1;
      else if (kind === 'close' && this.#missing > 0) this.#missing -= 1;
      else if (kind === 'close') this.#extra += 1;
    }
  }

  build(): readonly Node[] {
    for (let index = 0; index < this.#statements.length; index += 1) {
      const statement = this.#statements[index];
      const next = this.#statements[index + 1];
      if (statement === undefined) break;
      if (statement.kind === 'close') {
        this.#close(statement.span);
      } else if (statement.kind === 'open') {
        this.#strayOpen(statement.span, this.#statements[index - 1]);
      } else if (statement.tokens[0] !== undefined) {
        this.#recover(statement, statement.tokens[0], next);
        if (next?.kind === 'open') index += 1;
        this.#add(statement, statement.tokens[0], next);
      }
    }
    for (const frame of this.#stack.slice(1).slice(-3)) this.#reportUnclosed(frame, this.#suspect);
    return this.#root.children;
  }

  get #top(): Frame {
    return this.#stack.at(-1) ?? this.#root;
  }

  #add(statement: Words, keyword: Token, next: Brick | undefined): void {
    const frame = this.#top;
    const grammar = settingIn(blockOf(frame), keyword.text)?.grammar;
    const lifted =
      frame.block !== 'root' && grammar === undefined && this.#startsRootBlock(statement, next) && judged(frame);
    if (lifted) this.#reportNested(keyword, frame);
    const children = lifted ? this.#root.children : frame.children;
    const of = lifted ? settingIn('root', keyword.text)?.grammar : grammar;
    const open = this.#openingOf(keyword, of, next);
    const inner: Node[] = [];
    const block = open === undefined ? {} : { block: { open, children: inner } };
    children.push({ keyword, args: statement.tokens.slice(1), line: statement.line, after: statement.after, ...block });
    if (open === undefined) return;
    const isBlock = of?.type === 'block';
    if (!isBlock && judged(frame) && (of !== undefined || frame.block === 'addresses' || frame.block === 'tracked')) {
      this.#report('CONF-109', keyword.span, `"${keyword.text}" takes no block`);
    }
    this.#stack.push({ block: isBlock ? of.of : 'skipped', head: keyword, open, children: inner });
  }

  /** Where the block of a statement opens: at its brace, or where the brace ought to be. */
  #openingOf(keyword: Token, grammar: Grammar, next: Brick | undefined): Span | undefined {
    if (next?.kind === 'open') return next.span;
    if (grammar?.type !== 'block') return undefined;
    const first = next?.kind === 'words' ? next.tokens[0]?.text : undefined;
    const inside = first !== undefined && settingIn(grammar.of, first) !== undefined;
    const elsewhere = first !== undefined && settingIn(blockOf(this.#top), first) !== undefined;
    if (inside || (this.#extra > 0 && next !== undefined && !elsewhere)) {
      if (this.#extra > 0) this.#extra -= 1;
      this.#report('CONF-112', keyword.span, `{ expected after "${keyword.text}"`);
      return keyword.span;
    }
    this.#report('CONF-108', keyword.span, `"${keyword.text}" needs { … }`);
    return undefined;
  }

  /** Puts the stack right before a statement that shows a brace was lost, or was one too many. */
  #recover(statement: Words, keyword: Token, next: Brick | undefined): void {
    const frame = this.#top;
    if (frame.block === 'root') return this.#reopen(keyword);
    if (this.#missing === 0 || settingIn(blockOf(frame), keyword.text) !== undefined) return;
    const depth = this.#homeOf(statement, keyword, next);
    if (depth === undefined) return;
    const closed = this.#stack.splice(depth + 1);
    this.#missing = Math.max(0, this.#missing - closed.length);
    const [outer] = closed;
    if (depth === 0 && outer?.head !== undefined) {
      this.#report(
        'CONF-103',
        keyword.span,
        `"${keyword.text}" starts inside ${outer.head.text} opened at ${this.#shown(outer.head.span)}`,
        {
          help: 'a } is missing before this line',
          related: [{ span: outer.head.span, message: 'opened here' }],
        },
      );
      return;
    }
    for (const lost of closed) this.#reportUnclosed(lost, keyword.span);
  }

  /** Depth of the frame that a statement belongs to, when that is not the innermost one. */
  #homeOf(statement: Words, keyword: Token, next: Brick | undefined): number | undefined {
    if (this.#startsRootBlock(statement, next) && (statement.tokens.length > 1 || !this.#fitsOutside(keyword)))
      return 0;
    if (this.#top.block === 'skipped' || this.#top.block === 'opaque') return undefined;
    const depth = this.#stack.findLastIndex((frame) => settingIn(blockOf(frame), keyword.text) !== undefined);
    return depth > 0 ? depth : undefined;
  }

  #fitsOutside(keyword: Token): boolean {
    return this.#stack.slice(1).some((frame) => settingIn(blockOf(frame), keyword.text) !== undefined);
  }

  #startsRootBlock(statement: Words, next: Brick | undefined): boolean {
    const grammar = settingIn('root', statement.tokens[0]?.text ?? '')?.grammar;
    if (grammar?.type !== 'block' || next?.kind !== 'open') return false;
    return grammar.name === 'any' || grammar.name === (statement.tokens.length > 1 ? 'one' : 'none');
  }

  /** A keyword of the block just closed, at root level: that closing brace was one too many. */
  #reopen(keyword: Token): void {
    const last = this.#lastClosed;
    if (last === undefined || this.#extra === 0 || settingIn('root', keyword.text) !== undefined) return;
    if (settingIn(blockOf(last.frame), keyword.text) === undefined) return;
    this.#extra -= 1;
    this.#report('CONF-111', last.span, '} closes the block too early', {
      related: last.frame.head === undefined ? [] : [{ span: last.frame.head.span, message: 'this block' }],
    });
    this.#stack.push(last.frame);
    this.#lastClosed = undefined;
  }

  #close(span: Span): void {
    if (this.#stack.length === 1) {
      const last = this.#lastClosed;
      const related = last === undefined ? [] : [{ span: last.span, message: 'the block was closed here' }];
      this.#report('CONF-111', span, '} without {', { related });
      this.#extra = Math.max(0, this.#extra - 1);
      return;
    }
    const frame = this.#stack.pop();
    if (frame === undefined) return;
    this.#lastClosed = { frame, span };
    if (this.#missing === 0 || this.#suspect !== undefined || frame.head === undefined) return;
    if (this.#place(span).column < this.#place(frame.head.span).column) this.#suspect = span;
  }

  #strayOpen(span: Span, before: Brick | undefined): void {
    if (judged(this.#top)) this.#report('CONF-109', span, '{ without a keyword before it', { help: 'remove it' });
    if (before?.kind === 'open' && this.#missing > 0) {
      this.#missing -= 1;
      return;
    }
    this.#stack.push({ block: 'skipped', open: span, children: [] });
  }

  #reportUnclosed(frame: Frame, before: Span | undefined): void {
    const name = frame.head?.text ?? '{';
    const help = before === undefined ? {} : { help: `a } was likely lost before line ${this.#place(before).line}` };
    this.#report('CONF-110', frame.head?.span ?? frame.open, `block "${name}" opened here is not closed`, help);
  }

  #reportNested(keyword: Token, frame: Frame): void {
    const outer = frame.head;
    const where = outer === undefined ? 'another block' : `${outer.text} opened at ${this.#shown(outer.span)}`;
    this.#report('CONF-103', keyword.span, `"${keyword.text}" starts inside ${where}`, {
      help: 'move it out of the block',
    });
  }

  #shown(span: Span): string {
    const { line, column } = this.#place(span);
    return `${line}:${column}`;
  }
}

type Grammar = NonNullable<ReturnType<typeof settingIn>>['grammar'] | undefined;

const blockOf = (frame: Frame): BlockName => (frame.block === 'skipped' ? 'opaque' : frame.block);

const judged = (frame: Frame): boolean => frame.block !== 'skipped' && frame.block !== 'opaque';

function remarkConditions(statements: readonly Statement[], report: Report): void {
  const open = new Map<string, Span[]>();
  for (const statement of statements) {
    if (statement.kind !== 'condition') continue;
    const waiting = open.get(statement.id) ?? [];
    open.set(statement.id, waiting);
    if (statement.brace === '{') waiting.push(statement.span);
    else if (waiting.pop() === undefined) remarkCondition(statement.span, report);
  }
  for (const span of [...open.values()].flat()) remarkCondition(span, report);
}

const remarkCondition = (span: Span, report: Report): void =>
  report('CONF-022', span, 'only this line is conditional, the other brace of the block is not');
