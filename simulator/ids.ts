/** The number at the end of a global id: `gid://shopify/Order/1` and `1` are both `1`. */
export function plainId(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}
