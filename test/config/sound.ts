import { expect } from 'vitest';
import type { Loaded } from '../../src/config/load.ts';
import { renderText, toJson } from '../../src/config/render.ts';

/** What holds for every text, however broken: places inside the files, a fix for each fault, no model beside an error. */
export function expectSound(loaded: Loaded): void {
  const files = new Map(loaded.files.map((file) => [file.name, file.text]));
  for (const { span, related, help } of loaded.diagnostics) {
    expect(help).not.toBe('');
    for (const place of [span, ...related.map((other) => other.span)]) {
      const length = files.get(place.file)?.length ?? 0;
      expect(place.start).toBeGreaterThanOrEqual(0);
      expect(place.end).toBeGreaterThanOrEqual(place.start);
      expect(place.end).toBeLessThanOrEqual(length);
    }
  }
  expect(loaded.diagnostics.length).toBeLessThanOrEqual(200);
  const textErrors = loaded.diagnostics.some(({ severity, origin }) => severity === 'error' && origin === 'text');
  expect(loaded.model === undefined).toBe(textErrors);
  renderText(loaded.diagnostics, loaded.files);
  expect(toJson(loaded.diagnostics, loaded.files)).toHaveLength(loaded.diagnostics.length);
}
