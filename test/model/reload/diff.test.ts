import { expect, test } from 'vitest';
import { diffModels } from '../../../src/model/reload/diff.ts';
import type { CarriedItem } from '../../../src/model/host/item.ts';
import type { InstanceConfig } from '../../../src/model/instance.ts';
import type { Model } from '../../../src/model/model.ts';
import type { Priority } from '../../../src/model/priority.ts';
import { aRoute, checkConfig, instanceConfig, modelWith } from '../../support/configs.ts';

const model = (changes: Partial<Model> = {}): Model =>
  modelWith({ instances: [instanceConfig()], checks: [checkConfig()], ...changes });
const withInstance = (changes: Partial<InstanceConfig>): Model => model({ instances: [instanceConfig(changes)] });

test('equal models differ in nothing', () => {
  expect(diffModels(model(), model())).toEqual([]);
});

test('every changed field is named with both values', () => {
  expect(diffModels(model(), withInstance({ basePriority: 90 as Priority }))).toEqual([
    'instance VI_1: basePriority 100 -> 90',
  ]);
  expect(diffModels(model(), model({ routerId: 'web2', checks: [] }))).toEqual([
    'check nginx removed',
    'global: routerId web1 -> web2',
  ]);
  expect(diffModels(model({ instances: [] }), model())).toEqual(['instance VI_1 added']);
});

const secret = (password: string): Model => withInstance({ authentication: { type: 'pass', password } });

test('a changed password is told without telling it', () => {
  expect(diffModels(secret('1111'), secret('2222'))).toEqual(['instance VI_1: authentication changed']);
});

const route = (table: number): CarriedItem => ({ kind: 'route', route: aRoute({ table }) });

test('routes and rules are told one by one, by what people call them', () => {
  const before = model({ instances: [instanceConfig({ carried: [route(1), route(2)] })], statics: [route(5)] });
  const after = model({ instances: [instanceConfig({ carried: [route(1), route(3)] })], statics: [route(6)] });
  expect(diffModels(before, after)).toEqual([
    'instance VI_1 route default table 2 removed',
    'instance VI_1 route default table 3 added',
    'static route default table 5 removed',
    'static route default table 6 added',
  ]);
});
