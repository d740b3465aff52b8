import type { Report } from '../../diagnostic.ts';
import { filesOf, folderOf, type Glob, type IncludeChecks } from '../../keepalived/read/include.ts';
import { normalize, type ReadText, UNREADABLE } from '../../keepalived/read/include.ts';
import { inspectFile, physicalLines } from '../../keepalived/read/pasted.ts';
import type { SourceFile, Span } from '../../source.ts';
import type { ParseYaml, YamlFault } from './document.ts';
import { reportRepeated, resolveYaml } from './resolve.ts';
import { entryOf, isNothing, type YamlEntry, type YamlMap, type YamlScalar, type YamlValue } from './value.ts';

const SIZE_MAX = 1 << 20;
const DEPTH_MAX = 32;
/** Characters of all included files together. */
const INCLUDED_MAX = 4 << 20;
/** Every pattern must match something. */
const STRICT: IncludeChecks = { read: true, match: true, wildcard: true, brace: true };

export interface ReadClusterOptions {
  readonly file: string;
  readonly readText: ReadText;
  readonly glob?: Glob;
  readonly parse: ParseYaml;
  readonly report: Report;
}

export interface ClusterText {
  /** All files merged; `undefined` when the structure of one of them cannot be relied on, which was reported. */
  readonly root: YamlMap | undefined;
  readonly files: readonly SourceFile[];
}

/** Reads a cluster file and what it includes, and merges their top levels. Source: `keepalived-conf.md` 6.2. */
export function readClusterText(options: ReadClusterOptions): ClusterText {
  const reader = new ClusterReader(options);
  const roots = reader.readMain();
  const files = [...reader.files.values()];
  return { root: roots === undefined ? undefined : mergeRoots(roots, options.report), files };
}

class ClusterReader {
  readonly files = new Map<string, SourceFile>();
  readonly #options: ReadClusterOptions;
  readonly #report: Report;
  readonly #open: string[] = [];
  #included = 0;

  constructor(options: ReadClusterOptions) {
    this.#options = options;
    this.#report = options.report;
  }

  readMain(): readonly YamlMap[] | undefined {
    const { file, readText } = this.#options;
    const text = readText(file);
    if (text.ok) return this.#readFile(file, text.value);
    this.#report('CONF-903', { file, start: 0, end: 0 }, `${file} ${UNREADABLE[text.error]}`);
    return undefined;
  }

  /** The top level of a file and those of its includes, in order. */
  #readFile(file: string, text: string): readonly YamlMap[] | undefined {
    this.files.set(file, { name: file, text });
    const whole = { file, start: 0, end: 0 };
    if (text.length > SIZE_MAX) {
      this.#report('CONF-132', whole, `${file} is larger than 1 MiB`);
      return undefined;
    }
    if (inspectFile(file, { text, lines: physicalLines(text) }, this.#report) === 'unreadable') return undefined;
    const { root, faults } = this.#options.parse(text);
    for (const fault of faults.filter(({ kind }, index) => index === 0 || kind === 'tab')) this.#fault(file, fault);
    if (faults.length > 0) return undefined;
    const value = root === undefined ? emptyMap(whole) : resolveYaml(root, file, this.#report);
    if (value.kind === 'map') return this.#withIncludes(file, value);
    if (isNothing(value)) return [emptyMap(whole)];
    const message = `a cluster file is a map of settings, this is ${value.kind === 'list' ? 'a list' : 'plain text'}`;
    this.#report('CONF-134', { ...value.span, end: value.span.start }, message, {
      help: 'begin with nodes: or global_defs:',
    });
    return undefined;
  }

  #fault(file: string, { kind, message, start, end }: YamlFault): void {
    const span = { file, start, end };
    if (kind === 'tab') this.#report('CONF-131', span, 'a tab stands where only blanks may indent');
    else if (kind === 'too deep') this.#report('CONF-132', span, `nested deeper than ${DEPTH_MAX} levels`);
    else if (kind === 'several documents')
      this.#report('CONF-130', span, 'a second document begins here', { help: 'remove the line ---' });
    else this.#report('CONF-130', span, `this is not YAML: ${message}`);
  }

  #withIncludes(file: string, root: YamlMap): readonly YamlMap[] | undefined {
    const include = entryOf(root, 'include')?.value;
    if (include === undefined) return [root];
    this.#open.push(file);
    const found = patternsOf(include, this.#report).map((pattern) => this.#include(file, pattern));
    this.#open.pop();
    const roots = found.flatMap((each) => each ?? []);
    return found.includes(undefined) ? undefined : [root, ...roots];
  }

  #include(file: string, { text: pattern, span }: YamlScalar): readonly YamlMap[] | undefined {
    const options = { checks: STRICT, folder: folderOf(file), glob: this.#options.glob, span, report: this.#report };
    const found = filesOf(pattern, options).map((path) => this.#includeOne(path, span));
    return found.includes(undefined) ? undefined : found.flatMap((each) => each ?? []);
  }

  #includeOne(path: string, span: Span): readonly YamlMap[] | undefined {
    if (this.#open.some((open) => normalize(open) === path) || this.#open.length > DEPTH_MAX) {
      this.#report('CONF-017', span, `${path} includes itself`);
      return undefined;
    }
    const text = this.#options.readText(path);
    if (!text.ok) {
      this.#report('CONF-016', span, `${path} ${UNREADABLE[text.error]}`);
      return undefined;
    }
    this.#included += text.value.length;
    if (this.#included > INCLUDED_MAX) {
      this.#report('CONF-017', span, `${path} is not read: the included files are too large together`);
      return undefined;
    }
    return this.#readFile(path, text.value);
  }
}

const emptyMap = (span: Span): YamlMap => ({ kind: 'map', entries: [], span });

function patternsOf(value: YamlValue, report: Report): readonly YamlScalar[] {
  const items = value.kind === 'list' ? value.items : [value];
  return items.flatMap((item) => {
    if (item.kind === 'scalar' && !isNothing(item)) return [item];
    report('CONF-134', item.span, 'include takes a list of file names', {
      help: 'for example: [checks.yaml, conf.d/*.yaml]',
    });
    return [];
  });
}

/** Sections of the same name become one; a name that two files define is an error. */
function mergeRoots(roots: readonly YamlMap[], report: Report): YamlMap {
  const [first, ...rest] = roots;
  if (first === undefined) return emptyMap({ file: '', start: 0, end: 0 });
  const sections = new Map(first.entries.map((entry) => [entry.key.text, entry]));
  for (const entry of rest.flatMap(({ entries }) => entries)) {
    const before = sections.get(entry.key.text);
    sections.set(entry.key.text, before === undefined ? entry : mergedSection(before, entry, report));
  }
  return { ...first, entries: [...sections.values()] };
}

function mergedSection(before: YamlEntry, entry: YamlEntry, report: Report): YamlEntry {
  const [old, value] = [before.value, entry.value];
  if (entry.key.text === 'include') return before;
  if (old.kind === 'list' && value.kind === 'list') {
    return { key: before.key, value: { ...old, items: [...old.items, ...value.items] } };
  }
  if (isNothing(old) || isNothing(value)) return isNothing(old) ? entry : before;
  if (old.kind !== 'map' || value.kind !== 'map') {
    reportRepeated(before.key, entry.key, report);
    return before;
  }
  const known = new Map(old.entries.map(({ key }) => [key.text, key]));
  for (const { key } of value.entries) {
    const first = known.get(key.text);
    if (first === undefined) continue;
    report('CONF-114', key.span, `"${key.text}" is already defined`, {
      related: [{ span: first.span, message: 'first defined here' }],
    });
  }
  const fresh = value.entries.filter(({ key }) => !known.has(key.text));
  return { key: before.key, value: { ...old, entries: [...old.entries, ...fresh] } };
}
