import type { Node } from '../../tree.ts';
import { type Audience, readSettings } from '../../block/block-settings.ts';
import type { CheckGroupDraft } from '../draft.ts';

/** One `check_group` block. Its members are looked up by a rule. Source: checks.md 3.8. */
export function composeCheckGroup(node: Node, order: number, audience: Audience): CheckGroupDraft | undefined {
  const settings = readSettings(node.block?.children ?? [], 'check_group', audience);
  const [name] = node.args;
  if (name === undefined || node.block === undefined) return undefined;
  const members = settings.lines('of').flatMap(({ keyword, args }) => [keyword, ...args]);
  const weight = settings.weight('weight');
  return {
    name: name.text,
    nameSpan: name.span,
    kind: 'group',
    space: 'check',
    whose: 'vipward',
    settings,
    members,
    config: {
      name: name.text,
      of: [...new Set(members.map(({ text }) => text))],
      need: settings.quorum('need') ?? 'all',
    },
    weight: weight?.value ?? 0,
    warnWeight: settings.number('warn_weight') ?? 'weight',
    reverse: weight?.reverse ?? 'normal',
    order,
  };
}
