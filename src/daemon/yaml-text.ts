import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type ParsedNode, type YAMLError } from 'yaml';
import type { ParsedYaml, RawNode, YamlFault } from '../config/cluster/text/document.ts';

/**
 * Reads a text as YAML 1.2, core schema, with the places of everything. The only user of the package `yaml`, which is
 * loaded with the first cluster file: about 1 MB of heap that a reader of keepalived.conf does not pay.
 */
export function parseYaml(text: string): ParsedYaml {
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  const faults = document.errors.map((error) => faultOf(error, text.length)).toSorted((a, b) => a.start - b.start);
  const { contents } = document;
  return { root: contents === null || faults.length > 0 ? undefined : rawOf(contents), faults };
}

const KINDS: Readonly<Partial<Record<YAMLError['code'], YamlFault['kind']>>> = {
  TAB_AS_INDENT: 'tab',
  MULTIPLE_DOCS: 'several documents',
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
