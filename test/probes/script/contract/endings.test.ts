import { describe, expect, test } from 'vitest';
import { fixture } from '../workshop.ts';
import { onBothBackends } from './both-backends.ts';

onBothBackends('endings', ({ complete }) => {
  describe('RC-01 to RC-05 how a script ends', () => {
    test('RC-01 exit 0 is a success', async () => {
      const { record, verdict } = await complete([fixture('endings/exit.sh'), '0']);
      expect(record.outcome).toEqual({ type: 'exited', code: 0 });
      expect(verdict).toEqual({ sample: 'success', level: 'ok', blame: 'none', reason: 'exit 0' });
    });

    test.each([1, 2, 3, 125, 255])('RC-02 RC-04 exit %i blames the service', async (code) => {
      const { record, verdict } = await complete([fixture('endings/exit.sh'), String(code)]);
      expect(record.outcome).toEqual({ type: 'exited', code });
      expect(verdict).toMatchObject({ sample: 'failure', blame: 'service' });
    });

    test.each([126, 127])('RC-03 exit %i blames the check', async (code) => {
      const { verdict } = await complete([fixture('endings/exit.sh'), String(code)]);
      expect(verdict).toMatchObject({ sample: 'failure', blame: 'checker' });
    });

    test.each([
      ['SEGV', 'checker'],
      ['TERM', 'service'],
      ['KILL', 'service'],
    ])('RC-05 a script that ends by SIG%s blames the %s', async (signal, blame) => {
      const { record, verdict } = await complete([fixture('endings/die-by.sh'), signal]);
      expect(record.outcome).toEqual({ type: 'signaled', signal: `SIG${signal}` });
      expect(verdict).toMatchObject({ sample: 'failure', blame });
    });

    test('the first line of output becomes the reason', async () => {
      const { verdict } = await complete([fixture('endings/refused.sh')]);
      expect(verdict.reason).toBe('exit 2: connection refused');
    });

    test('a syntax error in the script blames the check', async () => {
      const { verdict } = await complete(['/bin/sh', '-c', 'if then']);
      expect(verdict).toMatchObject({ sample: 'failure', blame: 'checker' });
      expect(verdict.reason).toMatch(/^exit 2: .*Syntax error/);
    });
  });

  describe('arguments', () => {
    test('RC-06 arguments reach the program byte for byte, without a shell', async () => {
      const { record } = await complete([
        fixture('prints/arguments.sh'),
        'a b',
        '"q"',
        "'s'",
        '$HOME',
        '*',
        '',
        'grün',
        ';|&',
      ]);
      expect(record.stdout.head).toBe('[a b]["q"][\'s\'][$HOME][*][][grün][;|&]');
    });

    test.each(['true', './check.sh', '/usr/../bin/true'])('RC-08 %s is refused before any start', async (program) => {
      const { record, verdict } = await complete([program]);
      expect(record.outcome).toMatchObject({ type: 'refused', diagnosis: { rule: 'not-absolute', path: program } });
      expect(verdict).toMatchObject({ sample: 'failure', blame: 'checker' });
    });

    test('RC-09 the longest argument passes, one more character is named', async () => {
      const passes = await complete(['/bin/true', 'x'.repeat(131_071)]);
      expect(passes.verdict.sample).toBe('success');
      const fails = await complete(['/bin/true', 'x'.repeat(131_072)]);
      expect(fails.record.outcome).toMatchObject({
        type: 'spawnFailed',
        errno: 'E2BIG',
        diagnosis: { rule: 'args-too-big' },
      });
    });

    test('RC-10 a NUL in an argument is a failure and no exception', async () => {
      const { record } = await complete(['/bin/true', 'a\0b']);
      expect(record.outcome).toMatchObject({ type: 'spawnFailed', errno: 'EINVAL' });
    });
  });
});
