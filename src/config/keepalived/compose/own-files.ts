import type { BlockName } from '../../settings/setting.ts';
import { settingIn } from '../../settings/table.ts';
import type { Node } from '../tree.ts';
import type { OwnFileDraft } from './draft.ts';

/** The files that the lines of a block, and of the blocks in it, name by a setting for such files. */
export function ownFilesIn(nodes: readonly Node[], here: BlockName): readonly OwnFileDraft[] {
  return nodes.flatMap(({ keyword, args: [first], block }) => {
    const grammar = settingIn(here, keyword.text)?.grammar;
    if (grammar?.type === 'block') return ownFilesIn(block?.children ?? [], grammar.of);
    if (grammar?.type !== 'ownFile' || first?.text.startsWith('/') !== true) return [];
    return [{ path: first.text, holds: grammar.holds, span: first.span }];
  });
}
