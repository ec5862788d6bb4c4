import { describe, expect, test } from "vitest";
import { checkOutgoingUrl, mayConnectTo, parseAllowList } from "./outgoing-address.ts";

const nothing = parseAllowList([]);
const office = parseAllowList(["10.1.2.3", "192.168.0.0/16", "fd00::/8"]);

/** Inside the operator's network, or nowhere, in every notation that leads there. */
const PRIVATE_HOSTS = [
  "127.0.0.1",
  "127.1",
  "127.255.255.254",
  "0.0.0.0",
  "0",
  "2130706433",
  "0x7f000001",
  "0177.0.0.1",
  "0x7f.1",
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.1",
  "192.0.2.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "[::]",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::ffff:10.0.0.1]",
  "[::127.0.0.1]",
  "[64:ff9b::7f00:1]",
  "[64:ff9b::a9fe:a9fe]",
  "[64:ff9b:1::a00:1]",
  "[2002:7f00:1::]",
  "[2001::1]",
  "[2001:db8::1]",
  "[fc00::1]",
  "[fd12:3456::1]",
  "[fe80::1]",
  "[fec0::1]",
  "[ff02::1]",
  "[100::1]",
  "localhost",
  "LOCALHOST",
  "app.localhost",
  "localhost.",
];

describe("no address inside the operator's network may be a destination", () => {
  test.each(PRIVATE_HOSTS)("https://%s", (host) => {
    const result = checkOutgoingUrl(`https://${host}/hook`, nothing);
    expect(result).toEqual({ ok: false, message: expect.stringMatching(/private|internet/) });
  });

  test.each(["8.8.8.8", "[2606:4700::1111]", "1.1.1.1", "[::ffff:8.8.8.8]", "erp.example.com"])(
    "while https://%s may",
    (host) => {
      expect(checkOutgoingUrl(`https://${host}/hook`, nothing).ok).toBe(true);
    },
  );

  test.each(["999.1.1.1", "", "not an address", "::ffff:127.0.0.1%lo", "fe80::1%eth0"])(
    "what a resolver should never give is refused too: %j",
    (address) => {
      expect(mayConnectTo(address, nothing, false)).toBe(false);
    },
  );
});

describe("the operator's list opens what it names, and nothing else", () => {
  test.each([
    ["http://10.1.2.3:3000/hook", true],
    ["https://10.1.2.3/hook", true],
    ["http://192.168.77.5/hook", true],
    ["http://[fd00::5]:8080/hook", true],
    ["http://10.1.2.4/hook", false],
    ["http://8.8.8.8/hook", false],
    ["http://127.0.0.1/hook", false],
    ["http://[::ffff:10.1.2.3]/hook", true],
  ])("%s: %s", (url, ok) => {
    expect(checkOutgoingUrl(url, office).ok).toBe(ok);
  });

  test("a plain http name is held to the list when it is looked up", () => {
    expect(checkOutgoingUrl("http://erp.internal/hook", office).ok).toBe(true);
    expect(mayConnectTo("8.8.8.8", office, true)).toBe(false);
    expect(mayConnectTo("10.1.2.3", office, true)).toBe(true);
    expect(checkOutgoingUrl("http://erp.internal/hook", nothing)).toEqual({
      ok: false,
      message: "Use https:// instead of http://.",
    });
  });
});

describe("an address that cannot work is refused in words that say what to do", () => {
  test.each([
    ["", "Enter the address events are sent to."],
    ["erp.example.com/hook", "Enter a whole address, such as https://erp.example.com/webhooks."],
    ["ftp://erp.example.com", "Use an address that begins with https://."],
    ["javascript:alert(1)", "Use an address that begins with https://."],
    ["file:///etc/passwd", "Use an address that begins with https://."],
    ["http://erp.example.com/hook", "Use https:// instead of http://."],
    [
      "https://me:secret@erp.example.com",
      "Remove the user name and password from the address: it is shown on pages.",
    ],
    ["https://erp.example.com:22/", "Use one of the ports 443, 4443, 8443, 9443, 10443."],
    ["https://8.8.8.8:25/", "Use one of the ports 443, 4443, 8443, 9443, 10443."],
    [`https://erp.example.com/${"x".repeat(2_000)}`, "Use an address of at most 2,000 characters."],
  ])("%j", (url, message) => {
    expect(checkOutgoingUrl(url, nothing)).toEqual({ ok: false, message });
  });
});
