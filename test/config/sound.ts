import assert from 'node:assert/strict';
import type { Loaded } from '../../src/config/load.ts';
import { renderText, toJson } from '../../src/config/render.ts';

/** What holds for every text, however broken: places inside the files, a fix for each fault, no model beside an error. */
export function expectSound(loaded: Loaded): void {
  const files = new Map(loaded.files.map((file) => [file.name, file.text]));
  for (const { span, related, help } of loaded.diagnostics) {
    assert.notEqual(help, '');
    for (const place of [span, ...related.map((other) => other.span)]) {
      const length = files.get(place.file)?.length ?? 0;
      assert.ok(place.start >= 0 && place.start <= place.end && place.end <= length, JSON.stringify(place));
    }
  }
  assert.ok(loaded.diagnostics.length <= 200);
  const textErrors = loaded.diagnostics.some(({ severity, origin }) => severity === 'error' && origin === 'text');
  assert.equal(loaded.model === undefined, textErrors);
  renderText(loaded.diagnostics, loaded.files);
  assert.equal(toJson(loaded.diagnostics, loaded.files).length, loaded.diagnostics.length);
}
