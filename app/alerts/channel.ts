import type { Severity } from "#app/issues/cause.ts";
import type { Rhythm } from "./when-due.ts";

export const CHANNEL_KINDS = ["email", "slack", "webhook"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Where it goes; kept encrypted. `secret` signs, as Standard Webhooks does. */
export type ChannelTarget =
  | Readonly<{ kind: "email"; to: readonly string[] }>
  | Readonly<{ kind: "slack"; url: string }>
  | Readonly<{ kind: "webhook"; url: string; secret: string }>;

export type ChannelValues = Readonly<{
  name: string;
  target: ChannelTarget;
  leastSeverity: Severity;
}> &
  Rhythm;

export type ChannelForm = Readonly<Record<string, string>>;
export type ChannelErrors = Readonly<Record<string, string>>;

const MOST_RECIPIENTS = 5;
// What a mail server would take, roughly; whether it exists is seen when the test is sent.
const EMAIL = /^[^\s@,;<>"]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?\.[a-z]{2,}$/i;
const SEVERITIES: readonly string[] = ["critical", "important", "minor"];
const DIGESTS: readonly string[] = ["at_once", "hourly", "daily"];

/**
 * Reads what was typed. Whether the address may be reached is looked at when it is saved.
 * @returns values, or what is wrong by field, in words that say what to do
 */
export function readChannelForm(
  form: ChannelForm,
): Readonly<{ ok: true; values: ChannelValues }> | Readonly<{ ok: false; errors: ChannelErrors }> {
  const errors: Record<string, string> = {};
  const value = (name: string) => (form[name] ?? "").trim();
  const name = value("name");
  if (name === "") errors["name"] = "Enter a name.";
  if (name.length > 100) errors["name"] = "Use a name of at most 100 characters.";
  const target = readTarget(value, errors);
  const severity = value("leastSeverity");
  if (!SEVERITIES.includes(severity)) errors["leastSeverity"] = "Choose which issues.";
  const digest = value("digest");
  if (!DIGESTS.includes(digest)) errors["digest"] = "Choose how often.";
  const quiet = readQuiet(value("quietFrom"), value("quietTo"));
  if (!quiet) errors["quietFrom"] = "Enter both times as hours and minutes, such as 22:00.";
  if (!target || !quiet || Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    values: {
      name,
      target,
      leastSeverity: severity as Severity,
      digest: digest as Rhythm["digest"],
      ...quiet,
    },
  };
}

function readTarget(
  value: (name: string) => string,
  errors: Record<string, string>,
): ChannelTarget | undefined {
  const kind = value("kind");
  if (kind === "email") {
    const to = value("to")
      .split(/[\s,;]+/)
      .filter(Boolean);
    if (to.length === 0 || !to.every((address) => EMAIL.test(address))) {
      errors["to"] = "Enter one or more e-mail addresses, with a comma between them.";
    } else if (to.length > MOST_RECIPIENTS) {
      errors["to"] = `Use at most ${MOST_RECIPIENTS} addresses: a mailing list can reach more.`;
    }
    return { kind, to };
  }
  if (kind === "slack") return { kind, url: value("url") };
  if (kind === "webhook") return { kind, url: value("url"), secret: value("secret") };
  errors["kind"] = "Choose how to be told.";
  return undefined;
}

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;

function readQuiet(from: string, to: string): Pick<Rhythm, "quietFrom" | "quietTo"> | undefined {
  if (from === "" && to === "") return { quietFrom: null, quietTo: null };
  const [quietFrom, quietTo] = [from, to].map((text) => {
    const match = TIME.exec(text);
    return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
  });
  if (quietFrom === undefined || quietTo === undefined) return undefined;
  return { quietFrom, quietTo };
}

/** Where it goes, in one line that may be shown: of an address only its host. */
export function placeOf(target: ChannelTarget): string {
  return target.kind === "email" ? target.to.join(", ") : new URL(target.url).host;
}
