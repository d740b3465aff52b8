/** The address was added to or removed from a host. */
export interface HolderEvent {
  readonly host: string;
  readonly did: 'added' | 'removed';
  readonly atUs: number;
}

/** A host had the address in this time. */
export interface Holding {
  readonly host: string;
  readonly fromUs: number;
  readonly toUs: number;
}

/** A stretch of time with the same set of holders; an empty set is a gap, more than one an overlap. */
export interface HolderSpan {
  readonly hosts: readonly string[];
  readonly fromUs: number;
  readonly toUs: number;
}

/** Who held the address when, from the events in order of time. What is still held ends at `nowUs`. */
export function holdings(events: readonly HolderEvent[], nowUs: number): readonly Holding[] {
  const since = new Map<string, number>();
  const past: Holding[] = [];
  for (const { host, did, atUs } of events) {
    const fromUs = since.get(host);
    if (did === 'added' && fromUs === undefined) since.set(host, atUs);
    if (did === 'removed' && fromUs !== undefined) {
      past.push({ host, fromUs, toUs: atUs });
      since.delete(host);
    }
  }
  const present = [...since].map(([host, fromUs]) => ({ host, fromUs, toUs: nowUs }));
  return [...past, ...present].toSorted((a, b) => a.fromUs - b.fromUs);
}

/** Cuts the time between `fromUs` and `toUs` at every change of the set of holders. */
export function holderSpans(held: readonly Holding[], fromUs: number, toUs: number): readonly HolderSpan[] {
  const inside = (atUs: number): boolean => atUs > fromUs && atUs < toUs;
  const cuts = [...new Set([fromUs, ...held.flatMap((one) => [one.fromUs, one.toUs]).filter(inside), toUs])];
  const moments = cuts.toSorted((a, b) => a - b);
  return moments.slice(0, -1).map((startUs, index) => ({
    hosts: held.filter((one) => one.fromUs <= startUs && one.toUs > startUs).map((one) => one.host),
    fromUs: startUs,
    toUs: moments[index + 1] ?? toUs,
  }));
}
