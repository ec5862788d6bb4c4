import { lookup as systemLookup, type LookupAddress, type LookupOptions } from "node:dns";
import type { LookupFunction } from "node:net";
import { buildConnector } from "undici";
import {
  type AllowList,
  literalAddress,
  mayConnectTo,
  needsAllowList,
} from "./outgoing-address.ts";

/** The address a request would have gone to lies where destinations may not be. */
export class BlockedAddressError extends Error {
  override readonly name = "BlockedAddressError";
  readonly code = "BLOCKED_ADDRESS";
}

/** Resolves a name as `dns.lookup` does with `all: true`. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * An undici connector that checks the address at the moment of connecting, so that a name cannot
 * be public when it is saved and private when it is used. A checking lookup alone would not do:
 * literal addresses are never looked up, so the host itself is checked first.
 */
export function guardedConnector(
  allowList: AllowList,
  timeoutMs: number,
  resolve: Resolve = systemLookup,
): buildConnector.connector {
  const connectors = [false, true].map((onlyAllowListed) =>
    buildConnector({
      timeout: timeoutMs,
      lookup: checkingLookup(allowList, onlyAllowListed, resolve),
    }),
  );
  return (options, callback) => {
    const onlyAllowListed = needsAllowList(options.protocol, options.port);
    const literal = literalAddress(options.hostname);
    if (literal !== undefined && !mayConnectTo(literal, allowList, onlyAllowListed)) {
      callback(new BlockedAddressError("this address may not be reached"), null);
      return;
    }
    connectors[onlyAllowListed ? 1 : 0]?.(options, callback);
  };
}

/** Only addresses that may be reached are handed to the socket; none left is an error. */
function checkingLookup(
  allowList: AllowList,
  onlyAllowListed: boolean,
  resolve: Resolve,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      const open = found.filter(({ address }) => mayConnectTo(address, allowList, onlyAllowListed));
      const [first] = open;
      if (!first) {
        return callback(
          new BlockedAddressError("the name leads to an address that may not be reached"),
          "",
          0,
        );
      }
      if (options.all) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}

/**
 * Looks a destination's host up before it is saved.
 * @returns one sentence that says what to do, or undefined when the host may be reached.
 */
export async function checkHost(
  url: URL,
  allowList: AllowList,
  resolve: Resolve = systemLookup,
): Promise<string | undefined> {
  const onlyAllowListed = needsAllowList(url.protocol, url.port);
  const literal = literalAddress(url.hostname);
  const addresses =
    literal === undefined
      ? await new Promise<string[]>((settle) => {
          resolve(url.hostname, { all: true }, (error, found) =>
            settle(error ? [] : found.map(({ address }) => address)),
          );
        })
      : [literal];
  if (addresses.length === 0) {
    return `No such host: check the spelling of “${url.hostname}”, or try again if it is new.`;
  }
  if (addresses.some((address) => mayConnectTo(address, allowList, onlyAllowListed)))
    return undefined;
  if (addresses.some((address) => mayConnectTo(address, allowList, false))) {
    return "Use https:// and one of the usual ports, such as 443 or 8443.";
  }
  return "Use an address that is reachable from the internet: this name leads to a private one.";
}
