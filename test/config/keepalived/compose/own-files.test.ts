import { expect, test } from 'vitest';
import { loadCheck } from './probes/blocks.ts';

test('files of the checks themselves are found in all blocks, and nothing else', () => {
  const tls = 'tls {\nca /etc/ca.pem\ncert /etc/c.pem\nkey /etc/k.pem\n}';
  const { ownFiles } = loadCheck('http', `url https://web/\nbearer_file /etc/token\n${tls}`);
  expect(ownFiles).toEqual(['/etc/token', '/etc/ca.pem', '/etc/c.pem', '/etc/k.pem']);
  expect(loadCheck('file', 'path /run/ready').ownFiles).toEqual([]);
});
