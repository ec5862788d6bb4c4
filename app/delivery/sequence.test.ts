import { expect, test } from "vitest";
import { newId } from "#app/ids.server.ts";
import { sequenceOf } from "./sequence.ts";

test("sequences sort as deliveries were made, as text and as numbers", () => {
  const sequences = Array.from({ length: 2_000 }, () => sequenceOf(newId()));
  expect([...sequences].sort()).toEqual(sequences);
  expect(sequences.every((sequence) => /^\d{28}$/.test(sequence))).toBe(true);
  const numbers = sequences.map(BigInt);
  expect(numbers.every((number, index) => index === 0 || number > numbers[index - 1]!)).toBe(true);
});
