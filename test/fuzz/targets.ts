import { ANSWERS } from './answers.ts';
import { CONFIGURATIONS } from './configurations.ts';
import { DECODERS } from './decoders.ts';
import { OTHERS } from './others.ts';
import type { Target } from './target.ts';

/** Everything that reads what others wrote. */
export const TARGETS: readonly Target[] = [...DECODERS, ...CONFIGURATIONS, ...OTHERS, ...ANSWERS];
