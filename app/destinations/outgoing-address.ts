import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Addresses that the operator opened although they are private (ALLOWED_PRIVATE_DESTINATIONS). */
export type AllowList = Readonly<{
  empty: boolean;
  has: (address: Address) => boolean;
}>;

/** Ports of https that a destination on the open internet may have. */
const PUBLIC_PORTS: ReadonlySet<number> = new Set([443, 4443, 8443, 9443, 10443]);

/** Azure's platform address: public by its range, but the host's own metadata and DNS. */
const PLATFORM_ADDRESSES: ReadonlySet<string> = new Set(["168.63.129.16"]);

/**
 * All of IPv6 that is given out for use on the internet (RFC 4291, IANA's address space registry).
 * What lies outside (NAT64, the deprecated ::a.b.c.d and more) can lead to any IPv4 address.
 */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** @param entries addresses and CIDRs, already checked by the configuration */
export function parseAllowList(entries: readonly string[]): AllowList {
  const ranges = entries.map((entry) => {
    if (entry.includes("/")) return ipaddr.parseCIDR(entry);
    const address = ipaddr.parse(entry);
    return [address, address.kind() === "ipv4" ? 32 : 128] as [Address, number];
  });
  return {
    empty: ranges.length === 0,
    has: (address) =>
      ranges.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits)),
  };
}

/**
 * Whether a request may be opened to this address.
 * @param ip an address in text, as a resolver gives it
 * @param onlyAllowListed the address must be on the operator's list, even when it is public: what
 *   is not https on a usual port goes nowhere else
 */
export function mayConnectTo(ip: string, allowList: AllowList, onlyAllowListed: boolean): boolean {
  if (!ipaddr.isValid(ip)) return false;
  // `process` turns ::ffff:127.0.0.1 into 127.0.0.1.
  const address = ipaddr.process(withoutZone(ip));
  if (allowList.has(address)) return true;
  if (onlyAllowListed) return false;
  if (PLATFORM_ADDRESSES.has(address.toString())) return false;
  if (address instanceof ipaddr.IPv6 && !address.match(GLOBAL_IPV6)) return false;
  return address.range() === "unicast";
}

function withoutZone(ip: string): string {
  const zone = ip.indexOf("%");
  return zone === -1 ? ip : ip.slice(0, zone);
}

/** The address in a URL's host when it is a literal one; undefined for a name. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? bare : undefined;
}

/** Whether only the operator's list can allow this protocol and port. */
export function needsAllowList(protocol: string, port: string): boolean {
  return protocol !== "https:" || (port !== "" && !PUBLIC_PORTS.has(Number(port)));
}

export type UrlCheck = Readonly<{ ok: true; url: URL }> | Readonly<{ ok: false; message: string }>;

const PRIVATE = "Use an address that is reachable from the internet: this one is private.";

/**
 * What can be told about a destination's address without looking its name up.
 * @returns the parsed address, or one sentence that says what to do.
 */
export function checkOutgoingUrl(text: string, allowList: AllowList): UrlCheck {
  const refuse = (message: string): UrlCheck => ({ ok: false, message });
  if (text === "") return refuse("Enter the address events are sent to.");
  if (text.length > 2_000) return refuse("Use an address of at most 2,000 characters.");
  if (!URL.canParse(text)) {
    return refuse("Enter a whole address, such as https://erp.example.com/webhooks.");
  }
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return refuse("Use an address that begins with https://.");
  }
  if (url.username !== "" || url.password !== "") {
    return refuse("Remove the user name and password from the address: it is shown on pages.");
  }
  url.hash = "";
  const hostname = url.hostname.replace(/\.$/, "");
  const literal = literalAddress(hostname);
  const onlyAllowListed = needsAllowList(url.protocol, url.port);
  if (literal !== undefined) {
    if (mayConnectTo(literal, allowList, onlyAllowListed)) return { ok: true, url };
    if (!mayConnectTo(literal, allowList, false)) return refuse(PRIVATE);
  } else if (hostname === "localhost" || hostname.endsWith(".localhost")) {
    if (mayConnectTo("127.0.0.1", allowList, onlyAllowListed)) return { ok: true, url };
    return refuse(PRIVATE);
  } else if (!onlyAllowListed || !allowList.empty) {
    // A name that needs the operator's list is held to it when it is looked up.
    return { ok: true, url };
  }
  if (url.protocol !== "https:") return refuse("Use https:// instead of http://.");
  return refuse(`Use one of the ports ${[...PUBLIC_PORTS].join(", ")}.`);
}
