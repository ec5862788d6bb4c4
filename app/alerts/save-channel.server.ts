import { config } from "#app/config.server.ts";
import { operatorAllowList } from "#app/destinations/destination-kinds.server.ts";
import { checkOutgoingUrl } from "#app/destinations/outgoing-address.ts";
import { checkHost } from "#app/destinations/outgoing-connect.server.ts";
import { type ChannelErrors, type ChannelForm, readChannelForm } from "./channel.ts";
import { createChannel } from "./channel-store.server.ts";

/** Checks what was typed, also whether its address may be reached, and keeps it. */
export async function saveChannel(
  shopId: string,
  form: ChannelForm,
  actor: string,
): Promise<Readonly<{ ok: true; id: string }> | Readonly<{ ok: false; errors: ChannelErrors }>> {
  const read = readChannelForm(form);
  if (!read.ok) return read;
  const { target } = read.values;
  if (target.kind === "email") {
    if (!config.smtpUrl) {
      const to = "E-mail is not set up: whoever runs Rollcall sets SMTP_URL for it.";
      return { ok: false, errors: { to } };
    }
  } else {
    const problem = await addressProblem(target.url);
    if (problem) return { ok: false, errors: { url: problem } };
  }
  const id = await createChannel(shopId, read.values, actor);
  return id
    ? { ok: true, id }
    : { ok: false, errors: { name: "There are 20 already. Remove one first." } };
}

async function addressProblem(text: string): Promise<string | undefined> {
  const check = checkOutgoingUrl(text, operatorAllowList);
  return check.ok ? checkHost(check.url, operatorAllowList) : check.message;
}
