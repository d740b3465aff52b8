import { expect, test } from 'vitest';
import { FileLooks } from '../../../../src/probes/native/file/file-looks.ts';

test('two looks go on at once, the others follow in order, and those that nobody waits for are left out', () => {
  const looks = new FileLooks();
  const begun: string[] = [];
  const done = new Map<string, () => void>();
  const add = (path: string, isOver = false): readonly string[] =>
    looks.add({
      path,
      isOver,
      begin(end) {
        begun.push(path);
        done.set(path, end);
      },
    });
  expect([add('/a'), add('/b'), add('/c'), add('/d', true), add('/e')]).toEqual([
    [],
    [],
    ['/a', '/b'],
    ['/a', '/b'],
    ['/a', '/b'],
  ]);
  done.get('/b')?.();
  done.get('/c')?.();
  expect(begun).toEqual(['/a', '/b', '/c', '/e']);
});
