const CDN = "https://cdn.shopify.com";

/**
 * A Content-Security-Policy that also lets the shell frame the page, and lets
 * the page load from the shell whatever it may load from Shopify's CDN. A
 * policy that forbids every frame stays as it is: Shopify could not show that
 * page either.
 *
 * @param policy the header's value, of one policy or several
 * @param shellOrigin to be added
 */
export function openedToShell(policy: string, shellOrigin: string): string {
  return policy
    .split(",")
    .map((one) =>
      one
        .split(";")
        .map((directive) => openedDirective(directive, shellOrigin))
        .join(";"),
    )
    .join(",");
}

function openedDirective(directive: string, shellOrigin: string): string {
  const [name = "", ...sources] = directive.trim().split(/\s+/);
  const isForShell =
    name.toLowerCase() === "frame-ancestors" ? !sources.includes("'none'") : sources.includes(CDN);
  return isForShell ? `${directive.trimEnd()} ${shellOrigin}` : directive;
}
