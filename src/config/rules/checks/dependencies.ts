import type { Code } from '../../codes.ts';
import type { Report } from '../../diagnostic.ts';
import type { CheckDraft, CheckGroupDraft, Draft } from '../../keepalived/compose/draft.ts';
import type { Trackables } from '../../keepalived/compose/checks/trackables.ts';
import type { Token } from '../../keepalived/read/tokens.ts';
import { nearestWord } from '../../nearest-word.ts';

const DEPTH_MAX = 8;
/** A walk goes no deeper: a text of any length must not end the process. */
const WALK_MAX = 64;

/** `needs` of checks and members of groups: names that exist, no circles, no deep chains. Source: checks.md 3.8. */
export function judgeDependencies({ checks, checkGroups }: Draft, known: Trackables, report: Report): void {
  for (const check of checks) {
    for (const name of check.needs) judgeNeeded(name, check, known, report);
  }
  for (const group of checkGroups) {
    for (const name of group.members) judgeMember(name, group, known, report);
    judgeQuorum(group, report);
  }
  const needs = new Chains<CheckDraft>({ verb: 'needs', circle: 'CONF-379', deep: 'CONF-380' }, report);
  for (const check of checks) {
    needs.follow(check, (one) => edges(one.needs, known, (found) => (found?.kind === 'check' ? found : undefined)));
  }
  const members = new Chains<CheckGroupDraft>({ verb: 'holds', circle: 'CONF-621', deep: 'CONF-622' }, report);
  for (const group of checkGroups) {
    members.follow(group, (one) => edges(one.members, known, (found) => (found?.kind === 'group' ? found : undefined)));
  }
}

function judgeNeeded(name: Token, check: CheckDraft, known: Trackables, report: Report): void {
  if (name.kind === 'unresolved') return;
  const found = known.named(name.text);
  if (found === undefined) {
    report('CONF-378', name.span, `"${check.name}" needs "${name.text}", which is not defined`, meant(name, known));
  } else if (found.kind === 'group') {
    report('CONF-378', name.span, `"${check.name}" needs "${name.text}", which is a group`, {
      help: 'name its members',
    });
  }
}

function judgeMember(name: Token, group: CheckGroupDraft, known: Trackables, report: Report): void {
  if (name.kind === 'unresolved' || known.named(name.text) !== undefined) return;
  report('CONF-620', name.span, `group "${group.name}" holds "${name.text}", which is not defined`, meant(name, known));
}

function meant({ text }: Token, known: Trackables): { readonly help?: string } {
  const word = nearestWord(text, known.names());
  return word === undefined ? {} : { help: `did you mean "${word}"?` };
}

function judgeQuorum({ name, nameSpan, settings, config: { of, need } }: CheckGroupDraft, report: Report): void {
  const span = settings.span('need') ?? nameSpan;
  if (of.length === 0) {
    report('CONF-623', nameSpan, `group "${name}" has no members`);
  } else if (typeof need === 'object' && need.atLeast > of.length) {
    report('CONF-623', span, `group "${name}" needs ${need.atLeast} of ${of.length}`);
  } else if (typeof need === 'object' && need.atLeast < 1) {
    report('CONF-623', span, `group "${name}" needs ${need.atLeast}: it would never be bad`, {
      help: 'need at least 1',
    });
  }
}

/** One name in a block, and what it leads to. */
interface Edge<One> {
  readonly by: Token;
  readonly to: One;
}

function edges<One>(
  names: readonly Token[],
  known: Trackables,
  pick: (found: ReturnType<Trackables['named']>) => One | undefined,
): readonly Edge<One>[] {
  return names.flatMap((by) => {
    const to = pick(known.named(by.text));
    return to === undefined ? [] : [{ by, to }];
  });
}

interface Words {
  /** `a needs b needs a` */
  readonly verb: string;
  readonly circle: Code;
  readonly deep: Code;
}

/** Walks each chain once; every circle and every chain that is too deep is reported once. */
class Chains<One extends { readonly name: string }> {
  readonly #words: Words;
  readonly #report: Report;
  /** Length of the longest chain that starts here. */
  readonly #length = new Map<One, number>();
  readonly #path: One[] = [];

  constructor(words: Words, report: Report) {
    this.#words = words;
    this.#report = report;
  }

  follow(start: One, edgesOf: (one: One) => readonly Edge<One>[]): number {
    const known = this.#length.get(start);
    if (known !== undefined) return known;
    this.#path.push(start);
    let length = 0;
    for (const { by, to } of edgesOf(start)) {
      const at = this.#path.indexOf(to);
      if (at >= 0) {
        this.#reportCircle(by, [...this.#path.slice(at), to]);
        continue;
      }
      const through = this.#path.length > WALK_MAX ? DEPTH_MAX + 1 : 1 + this.follow(to, edgesOf);
      // A longer chain was reported where it became too long.
      if (through === DEPTH_MAX + 1 && length < through) this.#reportDeep(by, start);
      length = Math.max(length, through);
    }
    this.#path.pop();
    this.#length.set(start, length);
    return length;
  }

  #reportCircle(by: Token, path: readonly One[]): void {
    const names = path.map(({ name }) => name).join(` ${this.#words.verb} `);
    this.#report(this.#words.circle, by.span, `a circle: ${names}`);
  }

  #reportDeep(by: Token, { name }: One): void {
    const { verb, deep } = this.#words;
    this.#report(deep, by.span, `"${name}" ${verb} a chain of more than ${DEPTH_MAX}`);
  }
}
