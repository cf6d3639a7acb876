import type { TextShape } from './text-rules.js';

/** The shapes of all decorated fields by pattern, because JSON Schema has no keyword for their explanation and strict rule. */
const SHAPES = new Map<string, TextShape>();

export function registerShape(shape: TextShape): void {
  SHAPES.set(shape.pattern, shape);
}

/** Completes "must be …" for text that breaks a pattern; without a shape it shows the pattern. */
export function expectedText(pattern: string): string {
  return SHAPES.get(pattern)?.expected ?? `text of the form ${pattern}`;
}

/** The rule that text of a pattern is checked by: the strict rule of its shape, otherwise the pattern. */
export function ruleOf(pattern: string): { test(text: string): boolean; toString(): string } {
  return SHAPES.get(pattern)?.strict?.rule ?? new RegExp(pattern, 'u');
}
