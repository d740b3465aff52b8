import { expect, test } from 'vitest';
import { faultsOf, GOOD, loadText } from '../../loading.ts';

const within = (time: string): readonly string[] => {
  const recover = `    recover {\n run "/usr/bin/systemctl restart x"\n within ${time}\n }\n`;
  return faultsOf(loadText(GOOD.replace('    fall 3\n', `    fall 3\n${recover}`)));
};

test('holding back for up to three advert intervals is taken, longer is remarked', () => {
  expect(within('0')).toEqual([]);
  expect(within('3s')).toEqual([]);
  expect(within('3001ms')).toEqual(['CONF-389']);
});
