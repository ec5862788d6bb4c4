import { expect, test } from "vitest";
import {
  INSTALL_STATES,
  type InstallHappening,
  isInstalled,
  nextState,
  statesBefore,
} from "./install-state.ts";

/** The whole table: a row a state, a column a happening; "·" means that nothing changes. */
const TABLE = `
              opened     reinstalled  registration-started  registration-settled  uninstalled  redacted
seen          installed  ·            ·                     ·                     uninstalled  redacted
installed     ·          installed    registering           ·                     uninstalled  ·
registering   ·          installed    ·                     active                uninstalled  ·
active        ·          installed    ·                     ·                     uninstalled  ·
uninstalled   installed  ·            ·                     ·                     ·            redacted
redacted      ·          ·            ·                     ·                     ·            ·
`;

const [header = "", ...lines] = TABLE.trim().split("\n");
const happenings = header.trim().split(/\s+/) as InstallHappening[];
const cells = lines.flatMap((line) => {
  const [state, ...next] = line.trim().split(/\s+/);
  return happenings.map((happening, index) => [state, happening, next[index]] as const);
});

test("the table names every state", () => {
  expect(new Set(cells.map(([state]) => state))).toEqual(new Set(INSTALL_STATES));
});

test.each(cells)("%s, %s → %s", (state, happening, expected) => {
  const next = nextState(state as (typeof INSTALL_STATES)[number], happening);
  expect(next ?? "·").toBe(expected);
});

test("a shop that is installed is never redacted: a reinstall cancels the purge", () => {
  expect(statesBefore("redacted").filter(isInstalled)).toEqual([]);
});

test("a shop can be opened anew after an uninstall (one that is redacted begins with a row of its own), and ended from every stage", () => {
  expect(statesBefore("opened")).toEqual(["seen", "uninstalled"]);
  expect(INSTALL_STATES.filter(isInstalled)).toEqual(
    statesBefore("uninstalled").filter((state) => state !== "seen"),
  );
});
