import {
  Composer,
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  Parser,
  type YAMLError,
} from 'yaml';
import type { ParsedYaml, RawNode, YamlFault } from '../../config/cluster/text/document.ts';

/**
 * Reads a text as YAML 1.2, core schema, with the places of everything. The only user of the package `yaml`, which is
 * loaded with the first cluster file: about 1 MB of heap that a reader of keepalived.conf does not pay.
 */
export function parseYaml(text: string): ParsedYaml {
  const tokens = [...new Parser().parse(text)];
  const deep = tooDeep(tokens, text.length);
  if (deep !== undefined) return { root: undefined, faults: [deep] };
  const [document, second] = [...new Composer(OPTIONS).compose(tokens, true, text.length)];
  const faults = (document?.errors ?? []).map((error) => faultOf(error, text.length));
  if (second !== undefined) faults.push(secondDocument(second.range[0]));
  const root = faults.length > 0 ? undefined : document?.contents;
  return {
    root: root === null || root === undefined ? undefined : rawOf(root),
    faults: faults.toSorted((a, b) => a.start - b.start),
  };
}

const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

/** Far above what is allowed, and far below what fits on the stack. */
const DEPTH_MAX = 100;

/**
 * The parser's second half calls itself for each level. Near the end of the stack V8 may fail to compile a regular
 * expression, and ends the process for that; so the levels are counted before, without recursion.
 */
function tooDeep(tokens: readonly CST.Token[], length: number): YamlFault | undefined {
  const open: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > DEPTH_MAX) {
      const start = Math.min(token.offset, length);
      return { kind: 'too deep', message: '', start, end: start };
    }
    for (const inner of partsOf(token)) open.push({ token: inner, depth: depth + 1 });
  }
  return undefined;
}

function partsOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((part) => part !== undefined && part !== null));
}

const secondDocument = (start: number): YamlFault => ({ kind: 'several documents', message: '', start, end: start });

const KINDS: Readonly<Partial<Record<YAMLError['code'], YamlFault['kind']>>> = {
  TAB_AS_INDENT: 'tab',
  RESOURCE_EXHAUSTION: 'too deep',
};

/** Messages of the parser that a person who writes a configuration would not understand. */
const WORDS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BLOCK_AS_IMPLICIT_KEY: 'a second key on the same line, or a line that is indented too far',
  MULTILINE_IMPLICIT_KEY: 'a line without a colon, or a value that goes on below its key',
  BAD_SCALAR_START: 'a value cannot begin with this character; put it in quotes',
};

/** The parser may place a fault behind the end of the text. */
function faultOf({ code, message, pos }: YAMLError, length: number): YamlFault {
  const [start, end] = [Math.min(pos[0], length), Math.min(pos[1], length)];
  const plain = message.charAt(0).toLowerCase() + message.slice(1);
  return { kind: KINDS[code] ?? 'syntax', message: WORDS[code] ?? plain, start, end };
}

function rawOf(node: Node | ParsedNode): RawNode {
  const [start = 0, end = start] = node.range ?? [];
  const { tag } = node;
  if (isAlias(node)) return { kind: 'alias', name: node.source, start, end, anchor: undefined, tag };
  const place = { start, end, anchor: isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined, tag };
  if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => rawOf(item as Node)), ...place };
  if (isMap(node)) {
    const pairs = node.items.map(({ key, value }) => ({
      key: rawOf(key as Node),
      value: value === null || value === undefined ? undefined : rawOf(value as Node),
    }));
    return { kind: 'map', pairs, ...place };
  }
  const scalar = isScalar(node) ? node : undefined;
  const style =
    scalar?.type === 'PLAIN' || scalar?.type === undefined
      ? 'plain'
      : scalar.type.startsWith('BLOCK')
        ? 'block'
        : 'quoted';
  return { kind: 'scalar', source: scalar?.source ?? '', style, ...place };
}
