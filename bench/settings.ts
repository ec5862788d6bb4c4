/** What all contenders of one run have in common. */
export const SECRET = "bench-api-secret";
export const SHOP = "bench-store.myshopify.com";
export const TOPIC = "orders/create";
export const CONNECTIONS = 64;

export type BenchSettings = Readonly<{
  rounds: number;
  /** Measured seconds of one closed-loop run; the warm-up comes before them. */
  seconds: number;
  warmUpSeconds: number;
  /** Events a second and seconds of the open-loop run. */
  openRate: number;
  openSeconds: number;
  /** Names of the contenders to run; empty: all of them. */
  only: readonly string[];
}>;

/** Reads `--rounds 3 --seconds 5 --only rollcall,group-commit`. @throws on an unknown option */
export function readSettings(args: readonly string[]): BenchSettings {
  const values = new Map<string, string>([
    ["rounds", "3"],
    ["seconds", "6"],
    ["warm-up", "2"],
    ["open-rate", "500"],
    ["open-seconds", "15"],
    ["only", ""],
  ]);
  for (let index = 0; index < args.length; index += 2) {
    const name = args[index]?.replace(/^--/, "") ?? "";
    if (!values.has(name)) {
      throw new Error(`unknown option ${args[index]}: use --${[...values.keys()].join(", --")}`);
    }
    values.set(name, args[index + 1] ?? "");
  }
  const number = (name: string) => Number(values.get(name));
  return {
    rounds: number("rounds"),
    seconds: number("seconds"),
    warmUpSeconds: number("warm-up"),
    openRate: number("open-rate"),
    openSeconds: number("open-seconds"),
    only: (values.get("only") ?? "").split(",").filter((name) => name !== ""),
  };
}
