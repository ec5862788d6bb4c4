import { present } from "../present.ts";

/** A repeatable stream of random numbers whose state can be kept. */
export interface Random {
  /** From 0 up to, but not including, 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
  chance(probability: number): boolean;
}

/** mulberry32 over a state held elsewhere, so that a restart goes on where it was. */
export function randomOver(holder: { seed: number }): Random {
  function next(): number {
    holder.seed = (holder.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(holder.seed ^ (holder.seed >>> 15), 1 | holder.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (list) => present(list[Math.floor(next() * list.length)], "anything to pick from"),
    chance: (probability) => next() < probability,
  };
}

/** A number made from a text, the same every time (FNV-1a). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
