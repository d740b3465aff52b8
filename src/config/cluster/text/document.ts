/** One YAML text as a parser gives it: source text and offsets (UTF-16), before anchors and merge keys are resolved. */
export type RawNode = RawPlace & (RawScalar | RawList | RawMap | RawAlias);

interface RawPlace {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
}

interface RawScalar {
  readonly kind: 'scalar';
  /** As written when plain; without quotes and with escapes resolved when quoted; the lines of a block. */
  readonly source: string;
  readonly style: 'plain' | 'quoted' | 'block';
}

interface RawList {
  readonly kind: 'list';
  readonly items: readonly RawNode[];
}

interface RawMap {
  readonly kind: 'map';
  readonly pairs: readonly { readonly key: RawNode; readonly value: RawNode | undefined }[];
}

interface RawAlias {
  readonly kind: 'alias';
  readonly name: string;
}

/** What is wrong with the text itself. */
export interface YamlFault {
  readonly kind: 'tab' | 'syntax' | 'several documents' | 'too deep';
  /** The parser's own words. */
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface ParsedYaml {
  /** `undefined`: nothing but comments. */
  readonly root: RawNode | undefined;
  /** In the order of their places. When there is one, `root` is a guess. */
  readonly faults: readonly YamlFault[];
}

/** Reads one text as YAML 1.2, core schema. Never throws. This layer knows no npm package, so it is given one. */
export type ParseYaml = (text: string) => ParsedYaml;
