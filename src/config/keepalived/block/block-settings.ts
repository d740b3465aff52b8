import type { Expectation, NumberRange } from '../../../model/probe/expectation.ts';
import type { Report } from '../../diagnostic.ts';
import type { KeywordBlock, Setting } from '../../settings/setting.ts';
import { settingIn } from '../../settings/table.ts';
import type { Span } from '../../source.ts';
import type { Node } from '../tree.ts';
import type { Ip } from './ip.ts';
import { reportUnknown } from './unknown.ts';
import { readValue, reportMissing, reportSurplus, type Value } from './values.ts';

/** One keyword as it was set: the line that counts, and its value when that could be read. */
export interface Entry {
  readonly setting: Setting;
  readonly node: Node;
  readonly value: Value | undefined;
}

/** Where composing reports to; `brief` spares expensive advice once the findings are full. */
export interface Audience {
  readonly report: Report;
  readonly advice: () => 'full' | 'brief';
}

/** The settings of one block after arity, range, repetition and tier have been judged by the table. */
export class BlockSettings {
  readonly #entries = new Map<string, Entry[]>();

  add(entry: Entry): void {
    const { keyword } = entry.setting;
    const entries = this.#entries.get(keyword);
    if (entries === undefined) this.#entries.set(keyword, [entry]);
    else entries.push(entry);
  }

  /** The line that counts for a keyword: the last, or the first where keepalived keeps that. */
  entry(keyword: string): Entry | undefined {
    const entries = this.#entries.get(keyword);
    return entries?.[0]?.setting.repeat === 'first' ? entries[0] : entries?.at(-1);
  }

  entries(keyword: string): readonly Entry[] {
    return this.#entries.get(keyword) ?? [];
  }

  /** Every line, by keyword. */
  all(): readonly Entry[] {
    return [...this.#entries.values()].flat();
  }

  has(keyword: string): boolean {
    return this.#entries.has(keyword);
  }

  /** The lines of all blocks of a keyword, in order. */
  lines(keyword: string): readonly Node[] {
    return this.entries(keyword).flatMap(({ node }) => node.block?.children ?? []);
  }

  span(keyword: string): Span | undefined {
    const node = this.entry(keyword)?.node;
    return node?.args[0]?.span ?? node?.keyword.span;
  }

  number(keyword: string): number | undefined {
    const value = this.entry(keyword)?.value;
    return value?.type === 'number' ? value.value : undefined;
  }

  text(keyword: string): string | undefined {
    const value = this.entry(keyword)?.value;
    return value?.type === 'text' ? value.value : undefined;
  }

  switch(keyword: string): 'on' | 'off' | undefined {
    const value = this.entry(keyword)?.value;
    return value?.type === 'switch' ? value.value : undefined;
  }

  ip(keyword: string): Ip | undefined {
    const value = this.entry(keyword)?.value;
    return value?.type === 'ip' ? value.value : undefined;
  }

  quorum(keyword: string): Extract<Value, { type: 'quorum' }>['value'] | undefined {
    const value = this.entry(keyword)?.value;
    return value?.type === 'quorum' ? value.value : undefined;
  }

  expectation(keyword: string): Expectation | undefined {
    const value = this.entry(keyword)?.value;
    return value?.type === 'expectation' ? value.value : undefined;
  }

  ranges(keyword: string): readonly NumberRange[] | undefined {
    const value = this.entry(keyword)?.value;
    return value?.type === 'ranges' ? value.value : undefined;
  }

  weight(keyword: string): Extract<Value, { type: 'weight' }> | undefined {
    const value = this.entry(keyword)?.value;
    return value?.type === 'weight' ? value : undefined;
  }

  user(keyword: string): Extract<Value, { type: 'user' }> | undefined {
    const value = this.entry(keyword)?.value;
    return value?.type === 'user' ? value : undefined;
  }
}

/** Judges the lines of a keyword block by the table. Several blocks may go into the same settings. */
export function readSettings(
  lines: readonly Node[],
  here: KeywordBlock,
  audience: Audience,
  settings = new BlockSettings(),
): BlockSettings {
  for (const node of lines) {
    const setting = settingIn(here, node.keyword.text);
    if (setting === undefined) {
      reportUnknown(node, here, audience.report, audience.advice());
      continue;
    }
    remarkAlias(setting, node, audience.report);
    remarkTier(setting, node, audience.report);
    const value = setting.tier === 'A' ? readArguments(setting, node, audience.report) : undefined;
    if (setting.tier === 'A') remarkRepeat(setting, node, settings, audience.report);
    settings.add({ setting, node, value });
  }
  return settings;
}

function readArguments(setting: Setting, node: Node, report: Report): Value | undefined {
  const { grammar } = setting;
  const { keyword, args } = node;
  if (grammar.type === 'block') {
    if (grammar.name === 'none') reportSurplus(args, report);
    if (grammar.name === 'one' && args.length !== 1 && here(node)) reportName(node, report);
    if (node.block !== undefined && node.block.children.length === 0) {
      report('CONF-118', keyword.span, `nothing in "${keyword.text}"`);
    }
    return undefined;
  }
  if (grammar.type === 'command') {
    if (args.length === 0 && setting.keyword !== 'notify_deleted') reportMissing(setting, keyword, report);
    return undefined;
  }
  return readValue(setting, keyword, args, report);
}

const here = (node: Node): boolean => node.block !== undefined;

function reportName({ keyword, args }: Node, report: Report): void {
  const found = args.length === 0 ? 'none' : `"${args.map((arg) => arg.text).join(' ')}"`;
  report('CONF-116', args[1]?.span ?? keyword.span, `"${keyword.text}" needs exactly one name, found ${found}`);
}

function remarkAlias({ keyword: name, alias }: Setting, { keyword }: Node, report: Report): void {
  if (alias === undefined) return;
  const note = name.startsWith('vrrp_unicast_')
    ? { note: 'keepalived does not know the word: it ignores the line and uses multicast' }
    : {};
  report('CONF-120', keyword.span, `"${name}" is an old name of "${alias}"`, { help: `write ${alias}`, ...note });
}

function remarkTier({ keyword: name, tier, reason }: Setting, { keyword }: Node, report: Report): void {
  if (name === 'virtual_server') {
    report('CONF-802', keyword.span, 'load balancing (IP_VS) is not provided; failover continues');
  } else if (tier === 'C') {
    report('CONF-800', keyword.span, `"${name}" is not supported, ignored because ${reason}`);
  } else if (tier === 'D') {
    report('CONF-801', keyword.span, `"${name}" is not supported and dangerous to ignore: ${reason}`);
  }
}

function remarkRepeat(setting: Setting, node: Node, settings: BlockSettings, report: Report): void {
  const first = settings.entry(setting.keyword)?.node;
  if (first === undefined || setting.repeat === 'merge') return;
  const related = [{ span: first.keyword.span, message: 'first set here' }];
  if (setting.repeat === 'first') {
    const what = setting.keyword.startsWith('notify') ? 'CONF-701' : 'CONF-106';
    report(what, node.keyword.span, `"${setting.keyword}" again is ignored; the first one counts`, { related });
    return;
  }
  if (setting.grammar.type === 'flag' || (setting.keyword === 'state' && first.args[0]?.text === node.args[0]?.text))
    return;
  report('CONF-106', node.keyword.span, `"${setting.keyword}" set again`, { related });
}
