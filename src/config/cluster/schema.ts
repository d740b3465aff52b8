import { clusterSettingsOf, type ClusterBlock } from '../settings/cluster.ts';
import { LINE_FORMS, type LineOptions } from '../settings/lines.ts';
import type { BlockName, Grammar, KeywordBlock, Setting, ValueBlock } from '../settings/setting.ts';
import { isKeywordBlock, SETTINGS } from '../settings/table.ts';

/** A JSON schema, or a part of one. */
type Schema = { readonly [word: string]: unknown };

const SCALAR: Schema = { type: ['string', 'number'] };
const TIME_FORM: Schema = { type: 'string', pattern: '^\\d+(\\.\\d+)? *(ms|s|m|h)$' };
const SECRET_FORM: Schema = {
  type: 'object',
  properties: { file: { type: 'string' }, env: { type: 'string' } },
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: false,
};
const COMMAND_FORM: Schema = {
  anyOf: [
    { type: 'string' },
    { type: 'array', items: SCALAR, minItems: 1 },
    {
      type: 'object',
      properties: { script: { type: ['string', 'array'] }, user: { type: 'string' }, group: { type: 'string' } },
      required: ['script'],
      additionalProperties: false,
    },
  ],
};
const ALLOW_FORM: Schema = {
  description: 'Codes of warnings and remarks that are meant so, and are not said of this block.',
  type: 'array',
  items: { type: 'string', pattern: '^CONF-\\d{3}$' },
};

/** Forms of values that stand in many places; no block has such a name. */
const VALUES: Schema = {
  'value.time': TIME_FORM,
  'value.secret': SECRET_FORM,
  'value.command': COMMAND_FORM,
  'value.allow': ALLOW_FORM,
};
const TIME = ref('value.time');
const SECRET = ref('value.secret');
const COMMAND = ref('value.command');
const ALLOW = ref('value.allow');

/**
 * The JSON schema of cluster files, for editors. Made of the table of settings, so that it cannot differ from what is
 * read. Words that are refused are left out; words that are ignored are marked as deprecated.
 */
export function clusterSchema(): Schema {
  const blocks = [...new Set(SETTINGS.map(({ block }) => block))].filter((block) => block !== 'root');
  const named = blocks.map((block) => [block, blockSchema(block)] as const);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'vipward cluster file',
    ...blockSchema('root'),
    definitions: { ...Object.fromEntries(named), node: blockSchema('node'), ...VALUES },
  };
}

function blockSchema(block: ClusterBlock): Schema {
  const rows = [...SETTINGS.filter((row) => row.block === block), ...clusterSettingsOf(block)];
  const usable = rows.filter(({ tier }) => tier !== 'D');
  const words = new Set(rows.map(({ keyword }) => keyword));
  const own = usable.map((row) => [row.keyword, settingSchema(row)] as const);
  const companions = usable.flatMap(({ grammar }) => companionsOf(grammar)).filter(([word]) => !words.has(word));
  return {
    type: ['object', 'null'],
    properties: { ...Object.fromEntries([...own, ...companions]), allow: ALLOW },
    additionalProperties: false,
  };
}

function companionsOf({ type }: Grammar): readonly (readonly [string, Schema])[] {
  if (type === 'weight') return [['reverse', { type: 'boolean', description: 'Swaps good and bad of weight.' }]];
  return type === 'user' ? [['group', { type: 'string', description: 'Group of user.' }]] : [];
}

function settingSchema({ keyword, tier, grammar, meaning, fallback, repeat }: Setting): Schema {
  const one = keyword === 'nodes' ? namesOf('node') : valueSchema(grammar);
  const several = repeat === 'merge' && grammar.type !== 'block';
  const value = several ? { anyOf: [one, { type: 'array', items: one }] } : one;
  const standing = { A: '', C: ' Ignored.', D: '' }[tier];
  const wanted = fallback === '' ? '' : ` Default: ${fallback}.`;
  const text = `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.${wanted}${standing}`;
  // What stands beside a $ref counts for nothing.
  const form = '$ref' in value ? { allOf: [value] } : value;
  const extra = keyword === 'notify_deleted' ? { anyOf: [value, { type: 'boolean' }] } : form;
  return { description: text, ...(tier === 'A' ? {} : { deprecated: true }), ...extra };
}

function valueSchema(grammar: Grammar): Schema {
  switch (grammar.type) {
    case 'flag':
    case 'boolean':
      return { type: 'boolean' };
    case 'integer': {
      const number = { type: 'integer', minimum: grammar.min, maximum: grammar.max };
      return grammar.counts === 'seconds' ? { anyOf: [number, TIME] } : number;
    }
    case 'seconds':
      return { anyOf: [{ type: 'number', minimum: grammar.min, maximum: grammar.max }, TIME] };
    case 'duration':
      return { anyOf: [{ type: 'number', minimum: grammar.min / 1000, maximum: grammar.max / 1000 }, TIME] };
    case 'weight':
      return { type: 'integer', minimum: -grammar.max, maximum: grammar.max };
    case 'oneOf':
      return { enum: grammar.words.flatMap((word) => (/^\d+$/.test(word) ? [Number(word), word] : [word])) };
    case 'word':
      return { anyOf: [SCALAR, SECRET] };
    case 'words':
      return { anyOf: [SCALAR, { type: 'array', items: SCALAR }] };
    case 'optional':
      return { type: ['string', 'number', 'boolean'] };
    case 'command':
      return COMMAND;
    case 'block':
      return innerSchema(grammar);
    default:
      return SCALAR;
  }
}

function innerSchema({ of, name }: Extract<Grammar, { type: 'block' }>): Schema {
  if (of === 'opaque') return {};
  if (!isKeywordBlock(of)) return linesSchema(of as ValueBlock);
  return name === 'one' ? namesOf(of) : ref(of);
}

function ref(name: BlockName | 'node' | `value.${string}`): Schema {
  return { $ref: `#/definitions/${name}` };
}

const namesOf = (block: KeywordBlock | 'node'): Schema => ({
  type: ['object', 'null'],
  properties: { allow: ALLOW },
  additionalProperties: ref(block),
});

/** The lines of a value block: texts, or maps that name the words of a line; pairs may be one map. */
function linesSchema(block: ValueBlock): Schema {
  const form = LINE_FORMS[block];
  const item = form === undefined ? { type: ['string', 'number', 'object'] } : itemSchema(form);
  const list = { type: 'array', items: form === undefined ? item : { anyOf: [SCALAR, item] } };
  return { anyOf: [SCALAR, list, ...(form === undefined ? [{ type: 'object' }] : [])] };
}

function itemSchema({ first, options }: { readonly first: string; readonly options: LineOptions }): Schema {
  const kinds = Object.entries(options).map(([option, kind]) => [
    option,
    kind === 'flag' ? { type: 'boolean' } : SCALAR,
  ]);
  return {
    type: 'object',
    properties: { [first]: SCALAR, ...Object.fromEntries(kinds) },
    required: [first],
    additionalProperties: false,
  };
}
