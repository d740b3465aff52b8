import type { CheckConfig } from '../../../../../src/model/check.ts';
import type { Loaded } from '../../../../../src/config/load.ts';
import { GOOD, loadText } from '../../../loading.ts';

/** The good configuration with one more check that asks in this way. */
export const loadCheck = (kind: string, lines: string): Loaded =>
  loadText(
    GOOD.replace('vrrp_instance', `check asked {\n ${kind} {\n${lines}\n}\n}\nvrrp_instance`).replace(
      'track_script {',
      'track_check {\n asked weight -30\n}\ntrack_script {',
    ),
  );

/** The check as the model has it. */
export function checkOf(kind: string, lines: string): CheckConfig {
  const { model, diagnostics } = loadCheck(kind, lines);
  const check = model?.checks.find(({ name }) => name === 'asked');
  if (check === undefined) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return check;
}

/** `CODE message` of each error and warning that a check's block draws. */
export const faultsIn = (kind: string, lines: string): readonly string[] =>
  loadCheck(kind, lines)
    .diagnostics.filter(({ severity, code }) => severity !== 'info' && code !== 'CONF-303')
    .map(({ code, message }) => `${code} ${message}`);
