import { expect, test } from 'vitest';
import { whyRefused } from '../../src/model/script-variables.ts';

test.each(['LD_PRELOAD', 'BASH_ENV', 'IFS', 'NODE_OPTIONS', 'VIPWARD_CHECK', 'a=b', 'x()', '', 'a\0b', '1A'])(
  'RC-31 a script is not given %j',
  (name) => expect(whyRefused(name)).toMatch(/^(is|would) /),
);

test.each(['PATH', 'HOME', 'MYSQL_HOST', '_x', 'lower9'])('RC-31 a script may be given %s', (name) => {
  expect(whyRefused(name)).toBeUndefined();
});
