import pg from "pg";
import { log } from "#app/log.server.ts";

/** The channel on which intake, replays and resumed destinations tell workers of new work. */
const CHANNEL = "rollcall_work";
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

export type WorkListener = Readonly<{ stop: () => Promise<void> }>;

/**
 * Listens on a connection of its own and calls back at every notification, and whenever it has
 * (again) begun to listen, since what was told before is lost. Reconnects by itself for as long as
 * it takes; workers poll besides.
 */
export function listenForWork(databaseUrl: string, onWork: () => void): WorkListener {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let waitMs = FIRST_WAIT_MS;
  let stopped = false;

  const again = (): void => {
    client = undefined;
    if (stopped || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      void connect();
    }, waitMs);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  };

  const connect = async (): Promise<void> => {
    const opened = new pg.Client({
      connectionString: databaseUrl,
      application_name: "rollcall listener",
      keepAlive: true,
      connectionTimeoutMillis: 4_000,
    });
    client = opened;
    opened.on("error", () => undefined);
    opened.on("end", () => {
      if (client === opened) again();
    });
    opened.on("notification", onWork);
    try {
      await opened.connect();
      await opened.query(`LISTEN ${CHANNEL}`);
      if (stopped) return void (await opened.end());
      waitMs = FIRST_WAIT_MS;
      onWork();
    } catch {
      log.warn("delivery worker cannot listen for work; it polls meanwhile");
      await opened.end().catch(() => undefined);
      if (client === opened) again();
    }
  };

  const connecting = connect();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await connecting;
      const open = client;
      client = undefined;
      await open?.end().catch(() => undefined);
    },
  };
}
