/**
 * What is hashed with the shop's key for a resource that was erased on a person's request; told apart
 * from the terms of the search, which go with the events.
 */
export function erasedName(kind: string, id: string): string {
  return `erased ${kind}:${id}`;
}
