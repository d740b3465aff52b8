/** `npm run sim -- --seeds N`: plays the plans of many seeds until one breaks a property of docs/properties.md. */
import { Command, InvalidArgumentError } from 'commander';
import type { Violation } from './properties/violation.ts';
import { planOf } from './story/generate.ts';
import { hunt } from './story/hunt.ts';
import type { Plan } from './story/plan.ts';
import { play } from './story/play.ts';
import { type Selection, selected, shrink } from './story/shrink.ts';

const PROGRESS_SEEDS = 10_000;

interface Options {
  readonly seeds: number;
  readonly from: number;
  readonly seed?: number;
  readonly routers?: readonly number[];
  readonly happenings?: readonly number[];
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number is wanted');
  return Number(text);
}

const places = (text: string): readonly number[] => (text === '' ? [] : text.split(',').map(whole));

const inSeconds = (us: number): string => (us / 1e6).toFixed(6);

/** Plays one seed and shows all that happens. */
function replay(seed: number, selection: Partial<Selection>): void {
  const plan = planOf(seed);
  const { routers = plan.routers.map((_, at) => at), happenings = plan.happenings.map((_, at) => at) } = selection;
  const kept = selected(plan, { routers, happenings });
  for (const router of kept.routers) console.log(JSON.stringify(router));
  const { violation, simulatedUs } = play(kept, (line) => console.log(line));
  if (violation === 'none') return console.log(`seed ${seed}: nothing wrong in ${inSeconds(simulatedUs)} s`);
  tell(violation);
}

function tell(violation: Violation): void {
  console.log(`${inSeconds(violation.atUs)} ${violation.message}`);
  process.exitCode = 1;
}

function report(seed: number, violation: Violation): void {
  tell(violation);
  const plan = planOf(seed);
  const smallest = shrink(plan, violation.property);
  const parts = [`--seed ${seed}`, `--routers ${smallest.routers.join(',')}`];
  console.log(`to see it:  npm run sim -- ${parts.join(' ')} --happenings ${smallest.happenings.join(',')}`);
  console.log('to keep it, with why it happened, in test/data/sim-kept.jsonl:');
  console.log(kept(violation, selected(plan, smallest)));
}

const kept = ({ property }: Violation, plan: Plan): string => JSON.stringify({ found: property, why: '', plan });

function play1000s({ from, seeds }: Options): void {
  const startedMs = performance.now();
  const seconds = (): string => ((performance.now() - startedMs) / 1000).toFixed(0);
  const onSeed = (seed: number): void => {
    if ((seed - from + 1) % PROGRESS_SEEDS === 0) console.log(`${seed - from + 1} seeds in ${seconds()} s`);
  };
  const hunted = hunt(from, seeds, { onSeed });
  const hours = hunted.simulatedHours.toFixed(0);
  console.log(`${hunted.seeds} seeds from ${from}, ${hours} simulated hours, in ${seconds()} s`);
  if (hunted.found === 'nothing') return console.log('no property was broken');
  console.log(`seed ${hunted.found.seed} breaks one:`);
  report(hunted.found.seed, hunted.found.violation);
}

new Command('sim')
  .description('virtual routers on a simulated network; everything about a run follows from its seed')
  .option('--seeds <n>', 'how many', whole, 1000)
  .option('--from <seed>', 'the first of them', whole, 1)
  .option('--seed <seed>', 'this one only, with all that happens', whole)
  .option('--routers <places>', 'with --seed: these routers only, 0,1,…', places)
  .option('--happenings <places>', 'with --seed: these happenings only, 0,1,…', places)
  .action((options: Options) => {
    const { seed, routers, happenings } = options;
    const selection = { ...(routers && { routers }), ...(happenings && { happenings }) };
    if (seed === undefined) play1000s(options);
    else replay(seed, selection);
  })
  .parse();
