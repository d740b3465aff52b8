/** The properties of docs/properties.md, by their names there. */
export const PROPERTIES = [
  'address-is-masters',
  'only-masters-speak',
  'one-goodbye',
  'unfit-serves-nobody',
  'refused-touches-nothing',
  'no-takeover-while-heard',
  'takeover-in-time',
  'yields-to-the-better',
  'master-never-pauses',
  'overlap-is-short',
  'announces-what-it-has',
  'group-is-one',
  'status-is-true',
  'one-master-the-best',
  'nothing-flaps',
  'never-fails',
] as const;

export type Property = (typeof PROPERTIES)[number];

/** A property that did not hold. Thrown, because nothing after it matters. */
export class Violation extends Error {
  readonly property: Property;
  readonly atUs: number;

  constructor(property: Property, atUs: number, what: string) {
    super(`${property}: ${what}`);
    this.property = property;
    this.atUs = atUs;
  }
}
