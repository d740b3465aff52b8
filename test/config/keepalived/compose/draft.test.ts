import { expect, test } from 'vitest';
import type { GroupDraft } from '../../../../src/config/keepalived/compose/draft.ts';
import { groupsByMember } from '../../../../src/config/keepalived/compose/draft.ts';

const span = { file: 'f', start: 0, end: 1 };
const group = (name: string, ...members: readonly string[]): Pick<GroupDraft, 'name' | 'members'> => ({
  name,
  members: members.map((text) => ({ text, span, kind: 'word' })),
});

test('each instance finds its groups, and a group once even when it lists the instance twice', () => {
  const found = groupsByMember([group('G', 'A', 'B', 'A'), group('H', 'A')]);
  expect(found.get('A')?.map(({ name }) => name)).toEqual(['G', 'H']);
  expect(found.get('B')?.map(({ name }) => name)).toEqual(['G']);
  expect(found.get('C')).toBeUndefined();
});
