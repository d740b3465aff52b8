/** What is neither bytes nor a configuration: check scripts, and messages between the processes. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readFromDataplane, readToDataplane } from '../../src/ipc/validate.ts';
import { lintScript } from '../../src/lint/lint.ts';
import { allSamples, inputOf } from '../lint/samples.ts';
import { anyText, edited, words } from './texts.ts';
import { type Target, target } from './target.ts';

const SHELL =
  "if then else fi case esac in for do done while until select function $( ) ` \" ' <<E E <<-'E' ; ;; | || && & ( ) { } " +
  "[ ] [[ ]] (( )) \\ # = += $x ${x ${x:-y} $((1+ $'\\n' > 2>&1 &>/dev/null < exit return trap set -e curl ps -ef grep -v " +
  'killall kill -9 systemctl service sleep head timeout mycat sudo su eval exec . source ping nc 192.0.2.100 “ \u200b 😀';
const SHELL_WORDS = SHELL.split(' ').concat('\r\n', '#!/bin/bash\n', '#!/bin/sh\n', '# vipward: ignore LINT-01 x\n');
const SAMPLES = allSamples().map(({ input }) => input.text);

const script = fc.oneof(
  words(SHELL_WORDS, [' ', '\n', '; ', '', '\t'], 60).map((text) => `#!/bin/sh\n${text}`),
  anyText,
  edited(SAMPLES, SHELL_WORDS),
);

const LINT = target(
  { name: 'a check script', weight: 3 },
  fc.tuple(script, fc.constantFrom('check', 'notify'), fc.constantFrom('root', 'other')),
  ([text, purpose, runAs]) => {
    const vips = new Set(['192.0.2.100']);
    for (const { span, message, help } of lintScript(inputOf(text, { purpose, runAs, vips }))) {
      assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length, JSON.stringify(span));
      assert.ok(message !== '' && help !== '');
    }
  },
);

const TYPES =
  'hello model verdict renewal heartbeat report shutdown ready applied transition note packet snapshot toString';
const FIELDS =
  'protocol generation model verdict validForMs verdicts reason pid lostEvents instance note instances __proto__';

const message = fc.oneof(
  fc.jsonValue(),
  fc
    .tuple(
      fc.constantFrom(...TYPES.split(' ')),
      fc.dictionary(fc.constantFrom(...FIELDS.split(' ')), fc.jsonValue(), { maxKeys: 8 }),
    )
    .map(([type, fields]) => ({ ...fields, type })),
);

const MESSAGES = target({ name: 'a message between the processes' }, message, (value) => {
  for (const read of [readToDataplane(value), readFromDataplane(value)]) {
    if (read.ok) assert.equal(read.value, value);
    else assert.notEqual(read.error, '');
  }
});

export const OTHERS: readonly Target[] = [LINT, MESSAGES];
