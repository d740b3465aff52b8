import { describe, expect, test } from 'vitest';
import { resolveProgram } from '../../../src/probes/script/program.ts';

describe('a bare program name', () => {
  test('becomes the path at which scripts would find it', () => {
    expect(resolveProgram('sh')).toMatch(/^\/(usr\/)?bin\/sh$/);
  });

  test('that is a folder where programs are looked up is not found in it', () => {
    expect(resolveProgram('..')).toBe('..');
  });

  test('that is not found stays as it is, so that the message names what was written', () => {
    expect(resolveProgram('no-such-program-here')).toBe('no-such-program-here');
  });

  test('is not searched in the PATH of the daemon', (context) => {
    const { PATH } = process.env;
    context.onTestFinished(() => void (process.env.PATH = PATH));
    process.env.PATH = '/nonexistent';
    expect(resolveProgram('sh')).toMatch(/\/bin\/sh$/);
  });
});

test.each(['/bin/sh', './sh', 'bin/sh', ''])('%j is no bare name and stays as it is', (name) => {
  expect(resolveProgram(name)).toBe(name);
});
