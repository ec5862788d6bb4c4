import { recordAudit } from "#app/audit-store.server.ts";
import { findEvent } from "./event-queries.server.ts";
import { showPayload } from "./show-payload.ts";

/** Characters of a payload that a page shows; larger ones are cut, and say so. */
const MOST_SHOWN = 400_000;

/** A payload as a page shows it. */
export type PayloadView =
  /** `text` is indented JSON; `hidden` counts what is masked in it. */
  | Readonly<{ kind: "json"; text: string; hidden: number; cut: boolean }>
  /** Not JSON: shown as it came once revealed, not at all before. */
  | Readonly<{ kind: "text"; text: string | undefined; cut: boolean }>
  | Readonly<{ kind: "erased" }>;

type Shown = Readonly<{ resourceKind: string; body: Buffer | undefined }>;

/** The payload of an event for its page, with what is personal hidden unless `reveal`. */
export function viewPayload({ resourceKind, body }: Shown, reveal: boolean): PayloadView {
  if (!body) return { kind: "erased" };
  const text = body.toString();
  const shown = showPayload(text, { reveal, rootIsPerson: resourceKind === "customer" });
  if (shown) {
    const cut = shown.text.length > MOST_SHOWN;
    return { kind: "json", text: shown.text.slice(0, MOST_SHOWN), hidden: shown.hidden, cut };
  }
  const cut = text.length > MOST_SHOWN;
  return { kind: "text", text: reveal ? text.slice(0, MOST_SHOWN) : undefined, cut };
}

export type RevealedPayload = Readonly<{
  view: PayloadView;
  /** The body as it was received, for copying. */
  raw: string;
}>;

/**
 * Shows everything in a payload to a person, and notes in the audit trail who saw it.
 * @returns undefined when the shop has no such event.
 */
export async function revealPayload(
  shopId: string,
  eventId: string,
  actor: string,
): Promise<RevealedPayload | undefined> {
  const event = await findEvent(shopId, eventId);
  if (!event) return undefined;
  await recordAudit(shopId, { actor, action: "event.reveal", subject: eventId });
  return { view: viewPayload(event, true), raw: event.body?.toString() ?? "" };
}
