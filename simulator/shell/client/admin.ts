/** The admin's one script. It stands before the app's frame in the page. */
import { startAppFrame } from "./app-frame.ts";
import { byId } from "./dom.ts";
import type { FrameConfig } from "./frame-config.ts";

const menu = byId<HTMLButtonElement>("menu-button");
menu.addEventListener("click", () => setMenu(menu.getAttribute("aria-expanded") !== "true"));
byId("nav").addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("a") !== null) setMenu(false);
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape") setMenu(false);
});

function setMenu(open: boolean): void {
  menu.setAttribute("aria-expanded", String(open));
  byId("nav").classList.toggle("open", open);
}

const config = document.getElementById("frame-config");
if (config !== null) startAppFrame(JSON.parse(config.textContent ?? "") as FrameConfig);
