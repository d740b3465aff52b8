import type { Tracked } from '../../../model/instance.ts';
import type { Model } from '../../../model/model.ts';
import type { Token } from '../read/tokens.ts';
import { globalModel } from './compose-global.ts';
import type { CheckDraft, CheckGroupDraft, Draft, TrackedCheckDraft, TrackedDraft } from './draft.ts';
import { groupsByMember } from './draft.ts';
import { Trackables, wantedOf } from './checks/trackables.ts';

/** The model of a draft without errors. Checks that have no effect are left out. */
export function modelOf(draft: Draft, fallbackRouterId: string): Model {
  const known = new Trackables(draft);
  const wanted = wantedOf(draft, known);
  const memberOf = groupsByMember(draft.groups);
  const instances = draft.instances.map((instance) => {
    const groups = memberOf.get(instance.name) ?? [];
    const checks = [...instance.trackedChecks, ...groups.flatMap((group) => group.trackedChecks)];
    const links = [...instance.trackedInterfaces, ...groups.flatMap((group) => group.trackedInterfaces)];
    const own = instance.config.trackPrimary === 'ignore' ? '' : instance.config.interface;
    return {
      ...instance.config,
      trackedChecks: withoutRepeats(checks, ({ space, name }) => `${space} ${name}`).map((line) =>
        trackedCheck(line, known),
      ),
      trackedInterfaces: withoutRepeats(links, ({ name }) => name)
        .filter(({ name }) => name !== own)
        .map((line) => trackedOf(line, undefined)),
    };
  });
  return {
    ...globalModel(draft.globals, fallbackRouterId),
    instances,
    checks: draft.checks
      .filter((check) => wanted.has(check))
      .map(({ config, needs }) => ({ ...config, needs: modelNames(needs, known) })),
    groups: draft.checkGroups
      .filter((group) => wanted.has(group))
      .map(({ config, members }) => ({ ...config, of: modelNames(members, known) })),
  };
}

const modelNames = (names: readonly Token[], known: Trackables): readonly string[] => [
  ...new Set(names.map(({ text }) => known.named(text)?.config.name ?? text)),
];

function withoutRepeats<Line>(lines: readonly Line[], keyOf: (line: Line) => string): readonly Line[] {
  const byKey = new Map<string, Line>();
  for (const line of lines) if (!byKey.has(keyOf(line))) byKey.set(keyOf(line), line);
  return [...byKey.values()];
}

function trackedCheck(line: TrackedCheckDraft, known: Trackables): Tracked {
  const check = known.find(line.space, line.name);
  return { ...trackedOf(line, check), name: check?.config.name ?? line.name };
}

function trackedOf({ name, weight, reverse }: TrackedDraft, check: CheckDraft | CheckGroupDraft | undefined): Tracked {
  return {
    name,
    weight: weight ?? check?.weight ?? 0,
    warnWeight: check?.warnWeight ?? 'weight',
    reverse: reverse ?? check?.reverse ?? 'normal',
  };
}
