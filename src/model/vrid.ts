import type { Brand } from './brand.ts';

/** Virtual router id, 1 to 255 (RFC 9568 §5.2.3). Equal on all nodes of a group, unique on a link. */
export type Vrid = Brand<number, 'Vrid'>;

export const isVrid = (value: number): value is Vrid => Number.isInteger(value) && value >= 1 && value <= 255;
