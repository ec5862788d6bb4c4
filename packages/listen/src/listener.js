import { setTimeout as wait } from "node:timers/promises";
import { ApiRefusal, NotNow } from "./api.js";
import { forward } from "./forward.js";

const WAIT_SECONDS = 20;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** Rollcall begins at most three days back. */
const FURTHEST_BACK_MS = 3 * 86_400_000 - 60_000;
/** An event may be seen after one that came a moment later. */
const OVERLAP_MS = 60_000;
/** Events remembered as done, for when a new listener begins a little before the end of the old one. */
const REMEMBERED = 5_000;

/**
 * @typedef {Readonly<{
 *   eventId: string, topic: string, source: string, receivedAt: string,
 *   headers: { name: string, value: string }[], body: string,
 * }>} Message
 */

/**
 * Pulls events, one after the other in the order they came, and forwards each until it is answered.
 * @param {import("./options.js").Options} options
 * @param {import("./api.js").Api} api
 * @param {(line: string) => void} print
 * @param {AbortSignal} signal ends it
 */
export function createListener(options, api, print, signal) {
  let id = "";
  /** @type {string | undefined} */
  let last;
  let position = options.since ?? "";
  /** @type {Set<string>} */
  const done = new Set();

  /** Tries until it works, or until what is wrong is not a matter of time.
   * @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  async function patiently(work) {
    let told = false;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        const result = await work();
        if (told) print("connected again");
        return result;
      } catch (error) {
        if (!(error instanceof NotNow)) throw error;
        if (!told) print(`${error.message}; trying again`);
        told = true;
        await wait(error.waitMs ?? pause, undefined, { signal });
      }
    }
  }

  async function open() {
    const body = { topics: options.topics, ...(position !== "" && { since: beginning() }) };
    const opened = await patiently(() => api("POST", "/listeners", body, signal));
    id = opened.id;
    position = opened.since;
  }

  /** As asked for at first; later a little before the last event, within what Rollcall allows. */
  function beginning() {
    if (id === "") return position;
    const before = Date.parse(position) - OVERLAP_MS;
    return new Date(Math.max(before, Date.now() - FURTHEST_BACK_MS)).toISOString();
  }

  /** The listener may have ended while this computer slept: then another one goes on.
   * @template T @param {() => Promise<T>} work @returns {Promise<T | undefined>} undefined: it was */
  async function whileOpen(work) {
    try {
      return await patiently(work);
    } catch (error) {
      if (!(error instanceof ApiRefusal && error.status === 404)) throw error;
      print("the listener had ended; going on with a new one");
      await open();
      return undefined;
    }
  }

  /** @param {Message} message @param {string} [note] */
  async function send(message, note = "") {
    const time = new Date().toTimeString().slice(0, 8);
    const answer = await forward(message, options, signal, (problem) => {
      print(`${time}  ${message.topic}  ${message.eventId}  ${problem}; trying again`);
    });
    print(
      `${time}  ${message.topic}  ${message.eventId}  → ${answer.status} in ${answer.ms} ms${note}`,
    );
    last = message.eventId;
  }

  /** @param {Message} message */
  async function take(message) {
    if (!done.has(message.eventId)) await send(message);
    done.add(message.eventId);
    if (done.size > REMEMBERED) done.delete(done.values().next().value ?? "");
    position = message.receivedAt;
    const body = { eventIds: [message.eventId] };
    await whileOpen(() => api("POST", `/listeners/${id}/acknowledge`, body, signal));
  }

  async function run() {
    try {
      await open();
      if (options.secretIsNew) print(`signing secret: ${options.signingSecret}`);
      print(`listening; forwarding to ${options.forward.href}`);
      while (!signal.aborted) {
        const path = `/listeners/${id}/messages?wait=${WAIT_SECONDS}`;
        const pulled = await whileOpen(() => api("GET", path, undefined, signal));
        for (const message of pulled?.items ?? []) await take(message);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      // Frees its place at once; otherwise it ends by itself.
      if (id !== "") await api("DELETE", `/listeners/${id}`).catch(() => undefined);
    }
  }

  /** Forwards an event again. @param {string} [eventId] the last one unless given */
  async function replay(eventId = last) {
    if (eventId === undefined) return print("nothing has come yet");
    if (!/^[0-9a-f-]{36}$/.test(eventId)) return print("give the whole id of an event");
    const path = `/listeners/${id}/messages/${eventId}`;
    await send(await patiently(() => api("GET", path, undefined, signal)), " (again)");
  }

  return { run, replay };
}
