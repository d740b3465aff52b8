import { configureGlobal } from 'fast-check';

const USUAL_SEED = '20261128';
const seed = process.env['VIPWARD_SEED'] ?? USUAL_SEED;

// Generated cases are the same in every run: whether a change lands must not be luck. `random` looks for new ones.
if (seed !== 'random') configureGlobal({ seed: Number(seed) });
