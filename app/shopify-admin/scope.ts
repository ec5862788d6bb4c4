/** To write is to read: Shopify leaves `read_orders` out of a list where `write_orders` stands. */
export function withImpliedScopes(scopes: readonly string[]): Set<string> {
  return new Set(
    scopes.flatMap((scope) =>
      scope.startsWith("write_") ? [scope, scope.replace("write_", "read_")] : [scope],
    ),
  );
}
