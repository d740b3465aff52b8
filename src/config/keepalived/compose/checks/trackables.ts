import type { CheckDraft, CheckGroupDraft, Draft, NameSpace } from '../draft.ts';

const SPACES: readonly NameSpace[] = ['check', 'process', 'file'];

/** What `track_…` lines, `needs` and `of` may name. */
export class Trackables {
  readonly #known: ReadonlyMap<string, CheckDraft | CheckGroupDraft>;

  constructor({ checks, checkGroups }: Pick<Draft, 'checks' | 'checkGroups'>) {
    this.#known = new Map([...checks, ...checkGroups].map((one) => [`${one.space} ${one.name}`, one]));
  }

  find(space: NameSpace, name: string): CheckDraft | CheckGroupDraft | undefined {
    return this.#known.get(`${space} ${name}`);
  }

  /** In `needs` and `of` nothing says which kind is meant: a script or check goes before a process, that before a file. */
  named(name: string): CheckDraft | CheckGroupDraft | undefined {
    return SPACES.map((space) => this.find(space, name)).find((one) => one !== undefined);
  }

  /** The names of a space; without one, of all. */
  names(space?: NameSpace): readonly string[] {
    const all = [...this.#known.values()];
    return all.filter((one) => space === undefined || one.space === space).map(({ name }) => name);
  }
}

/**
 * The checks and groups that have an effect: tracked by an instance or sync group, told to somebody (`on_change`),
 * recovering a service, or needed by one that has. Without instances all of them: then checking is what is asked for.
 */
export function wantedOf(
  { checks, checkGroups, instances, groups }: Draft,
  known: Trackables,
): ReadonlySet<CheckDraft | CheckGroupDraft> {
  const acting = checks.filter(({ config }) => config.onChange !== 'none' || config.recover !== 'none');
  const tracked = [...instances, ...groups].flatMap(({ trackedChecks }) =>
    trackedChecks.flatMap(({ space, name }) => known.find(space, name) ?? []),
  );
  const wanted = new Set<CheckDraft | CheckGroupDraft>();
  const waiting = instances.length === 0 ? [...checks, ...checkGroups] : [...acting, ...tracked];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (wanted.has(one)) continue;
    wanted.add(one);
    const names = one.kind === 'group' ? one.members : one.needs;
    waiting.push(...names.flatMap(({ text }) => known.named(text) ?? []));
  }
  return wanted;
}
