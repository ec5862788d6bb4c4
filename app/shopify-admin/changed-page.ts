/** One page of a search by `updated_at`. */
export type ChangedPage<T> = Readonly<{
  nodes: readonly T[];
  /** Cursor of the next page; undefined on the last one. */
  next: string | undefined;
}>;

export type PageRequest = Readonly<{ query: string; after: string | null }>;

export function pageOf<T>(
  connection: Readonly<{
    nodes: readonly T[];
    pageInfo: Readonly<{ hasNextPage: boolean; endCursor: string | null }>;
  }>,
): ChangedPage<T> {
  const { hasNextPage, endCursor } = connection.pageInfo;
  return { nodes: connection.nodes, next: hasNextPage ? (endCursor ?? undefined) : undefined };
}

/**
 * Shopify's search for what changed in a window, both ends included; it knows whole seconds.
 * @param from milliseconds since 1970
 */
export function changedBetween(from: number, to: number): string {
  return `updated_at:>='${second(from)}' AND updated_at:<='${second(to)}'`;
}

/** The same by creation. */
export function createdBetween(from: number, to: number): string {
  return changedBetween(from, to).replaceAll("updated_at", "created_at");
}

function second(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
