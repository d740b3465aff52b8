import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CheckEvent,
  afterEvent,
  healthOf,
  initialCheckState,
  nextChangeMs,
} from '../../src/health/check-state.ts';
import type { Judgement } from '../../src/health/judgement.ts';
import type { CheckConfig, ExitWeights, Points } from '../../src/model/check.ts';
import { checkConfig } from '../support/configs.ts';
import { type Said, SlowModel } from './slow-model.ts';
import { judged, paused, resumed } from './story.ts';

const STEP_MS = 100;
const ERROR_POINTS = -90;

const exitWeights: ExitWeights = { ranges: [], signal: 0, timeout: 0, error: ERROR_POINTS, fallback: 7 };

const configs: fc.Arbitrary<CheckConfig> = fc
  .record({
    rise: fc.integer({ min: 1, max: 4 }),
    fall: fc.integer({ min: 1, max: 4 }),
    firstResult: fc.constantFrom('decides', 'counts'),
    initial: fc.constantFrom('unknown', 'down'),
    initialDelayMs: fc.constantFrom(0, 500),
    staleAfterMs: fc.constantFrom(600, 2000, 100_000),
    onError: fc.constantFrom<CheckConfig['onError']>(
      { policy: 'fail' },
      { policy: 'hold', limitMs: 500 },
      { policy: 'hold', limitMs: 1500 },
      { policy: 'ignore' },
    ),
    // No multiple of a step: a penalty then never is a whole number at one, where rounding would decide.
    flap: fc.constantFrom<CheckConfig['flap']>('off', { halfLifeMs: 3333, holdMs: 1000 }),
    exitWeights: fc.constantFrom<CheckConfig['exitWeights']>('none', exitWeights),
    whileBlocked: fc.constantFrom<CheckConfig['whileBlocked']>('down', { holdMs: 700 }),
    inMaintenance: fc.constantFrom('frozen', 'good', 'bad'),
  })
  .map((changes) => checkConfig({ timeoutMs: 100, ...changes }));

const said: fc.Arbitrary<Said> = fc.record({
  word: fc.constantFrom('ok', 'ok', 'ok', 'warn', 'bad', 'bad', 'broken', 'none'),
  decides: fc.oneof({ weight: 9, arbitrary: fc.constant('no' as const) }, { weight: 1, arbitrary: fc.constant('yes') }),
  figure: fc.constantFrom<Points>(0, 5, -10, -60, 'fault'),
});

/** Steps that pass before it. */
const wait = fc.constantFrom(0, 1, 1, 1, 2, 3, 9, 25);

const eventOf = ({ word, decides, figure }: Omit<Said, 'figure'> & Pick<Judgement, 'figure'>): CheckEvent =>
  judged(word, { figure, certainty: decides === 'yes' ? 'decides' : 'counts' });

function toldBy(model: SlowModel, { exitWeights: weights }: CheckConfig): object {
  const { health, warns, held, ignored, silent, flaps, inForce } = model;
  const ofNone = health === 'down' ? ERROR_POINTS : 7;
  const points = silent === 'yes' ? ERROR_POINTS : inForce === 'none' ? ofNone : inForce;
  const own = weights === 'none' || health === 'unknown' ? 'weight' : { points };
  return {
    health: health === 'up' && warns === 'yes' ? 'warn' : health,
    worth: ignored === 'yes' ? 'nothing' : own,
    flags: [...(held === 'yes' ? ['held'] : []), ...(flaps === 'yes' ? ['flapping'] : [])],
  };
}

test('TR-04 ten thousand sequences of verdicts: health, worth and flags are those of the slow model at every step', () => {
  const sequence = fc.array(fc.tuple(wait, said), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(configs, sequence, (config, runs) => {
      const model = new SlowModel(config);
      let state = initialCheckState(config, 0);
      let nowMs = 0;
      const compare = (): void => {
        const { health, worth, flags } = healthOf(state, config, nowMs);
        const [found, wanted] = [{ health, worth, flags }, toldBy(model, config)];
        // Two million times: the slow comparison only where it has something to show.
        if (JSON.stringify(found) !== JSON.stringify(wanted)) expect(found).toEqual(wanted);
      };
      for (const [steps, run] of runs) {
        for (let step = 0; step < steps; step += 1) {
          nowMs += STEP_MS;
          model.pass(nowMs);
          compare();
        }
        model.run(run, nowMs);
        const figure = config.exitWeights === 'none' ? 'none' : run.figure;
        state = afterEvent(state, eventOf({ ...run, figure }), config, nowMs);
        compare();
      }
    }),
    { numRuns: 10_000 },
  );
}, 120_000);

const events: fc.Arbitrary<CheckEvent> = fc.oneof(
  { weight: 6, arbitrary: said.map(eventOf) },
  fc.constantFrom('blocked' as const, 'outside' as const, 'maintenance' as const).map((why) => paused(why)),
  fc.constantFrom('blocked' as const, 'outside' as const, 'maintenance' as const).map(resumed),
  fc.constant<CheckEvent>({ type: 'time' }),
  fc.constant<CheckEvent>({ type: 'release' }),
);

test('nothing that is told changes before the time that is foretold, and one event of time then settles it', () => {
  const sequence = fc.array(fc.tuple(wait, events), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(configs, sequence, (config, happenings) => {
      let state = initialCheckState(config, 0);
      let nowMs = 0;
      const shown = (atMs: number): string => {
        const { health, worth, flags } = healthOf(state, config, atMs);
        return JSON.stringify([health, worth, flags]);
      };
      for (const [steps, event] of happenings) {
        nowMs += steps * STEP_MS;
        state = afterEvent(state, event, config, nowMs);
        if (event.type === 'judged') {
          state = afterEvent(state, { type: 'withhold', untilMs: nowMs + 400 }, config, nowMs);
        }
        const nextMs = nextChangeMs(state, config);
        expect(nextMs).toBeGreaterThan(nowMs);
        expect(shown(Math.min(nextMs - 0.001, nowMs + 1_000_000))).toBe(shown(nowMs));
        if (nextMs === Infinity) continue;
        const before = shown(nextMs);
        const later = afterEvent(state, { type: 'time' }, config, nextMs);
        expect(nextChangeMs(later, config)).toBeGreaterThan(nextMs);
        state = later;
        expect(shown(nextMs)).toBe(before);
        nowMs = nextMs;
      }
    }),
    { numRuns: 2000 },
  );
}, 120_000);
