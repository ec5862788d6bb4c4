import { createTransport } from "nodemailer";
import { Agent, request } from "undici";
import { config } from "#app/config.server.ts";
import { operatorAllowList } from "#app/destinations/destination-kinds.server.ts";
import {
  BlockedAddressError,
  guardedConnector,
} from "#app/destinations/outgoing-connect.server.ts";
import { failureOf } from "#app/destinations/send-failure.ts";
import { signingKey, standardWebhookHeaders } from "#app/destinations/webhook-signature.ts";
import type { ChannelTarget } from "./channel.ts";
import { type AlertMessage, slackBodyOf, subjectOf, textOf, webhookBodyOf } from "./message.ts";

const CONNECT_MS = 5_000;
const TOTAL_MS = 10_000;

/** Apart from the destinations' connections: a channel that hangs holds up nothing of theirs. */
const agent = new Agent({ connect: guardedConnector(operatorAllowList, CONNECT_MS) });

/**
 * Sends one message. What goes wrong is a value: a short cause, without the address or an answer.
 * @param id the same when it is sent again, so that a receiver can tell
 */
export async function sendMessage(
  target: ChannelTarget,
  message: AlertMessage,
  id: string,
): Promise<string | undefined> {
  switch (target.kind) {
    case "email":
      return sendMail(target.to, message);
    case "slack":
      return post(target.url, slackBodyOf(message), []);
    case "webhook": {
      const body = webhookBodyOf(message);
      const keys = target.secret === "" ? [] : [signingKey(target.secret)];
      const seconds = Math.floor(Date.now() / 1_000);
      const headers = standardWebhookHeaders(id, seconds, Buffer.from(body), keys);
      return post(target.url, body, keys.length > 0 ? headers : []);
    }
  }
}

async function post(
  url: string,
  body: string,
  headers: readonly (readonly [string, string])[],
): Promise<string | undefined> {
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method: "POST",
      headers: { "content-type": "application/json", ...Object.fromEntries(headers) },
      body,
      signal: AbortSignal.timeout(TOTAL_MS),
    });
    // Only whether it was taken matters.
    answer.body.on("error", () => undefined).destroy();
    const { statusCode } = answer;
    return statusCode >= 200 && statusCode < 300 ? undefined : `answered ${statusCode}`;
  } catch (error) {
    if (error instanceof BlockedAddressError) return "blocked_address";
    if (error instanceof Error && error.name === "TimeoutError") return "timeout";
    return failureOf(error).failure;
  }
}

async function sendMail(to: readonly string[], message: AlertMessage): Promise<string | undefined> {
  const { smtpUrl, shopify } = config;
  if (!smtpUrl) return "no_mail_server";
  const transport = createTransport({
    url: smtpUrl.href,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: TOTAL_MS,
  });
  try {
    await transport.sendMail({
      from: config.alertFrom ?? `Rollcall <rollcall@${shopify.appUrl.hostname}>`,
      to: [...to],
      subject: subjectOf(message),
      text: textOf(message),
    });
    return undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return code === "" ? "mail_failed" : `mail_${code.toLowerCase().slice(0, 40)}`;
  } finally {
    transport.close();
  }
}
