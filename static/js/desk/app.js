// The desk at a fair: the frame, the ways between its pages, the lock, and what is always in sight.

import { button, config, h, icon, lang, speak, t, when } from "./dom.js";
import * as incidents from "./incidents.js";
import { door, erase, seal, someoneElse } from "./lock.js";
import * as model from "./model.js";
import * as pending from "./pending.js";
import * as places from "./places.js";
import { isOpen, meta, openStore, useKey } from "./store.js";
import * as sync from "./sync.js";

const IDLE = 10 * 60 * 1000;
const CLOCK = 120;
const root = document.getElementById("desk");
const main = h("main", { id: "main", class: "desk-main", tabindex: "-1" });
const strip = h("div", { class: "desk-strip", role: "status" });
const bar = h("nav", { class: "desk-bar" });
let touched = Date.now();

const WAYS = {
  incidents: incidents.list, new: incidents.begin, incident: incidents.page, edit: incidents.change, roster: places.roster,
  firm: places.firm, contacts: places.contacts, duty: places.duty, unsent: pending.unsent, mend: pending.mendEntry,
  conflicts: pending.conflicts, conflict: pending.conflict, settings: () => pending.settings(root),
};
const where = () => window.location.hash.replace(/^#\//, "").split("/").filter(Boolean);

const tabs = () => [["incidents", t("Incidents"), "shield"], ["roster", t("Roster"), "users"], ["contacts", t("Contacts"), "phone"], ["duty", t("Duty"), "clock"], ["settings", t("Settings"), "settings"]];
const drawBar = () => {
  const [at] = where();
  bar.setAttribute("aria-label", t("Parts of the desk"));
  bar.replaceChildren(...tabs().map(([name, words, sign]) => h("a", { href: `#/${name}`, "aria-current": at === name ? "page" : null }, icon(sign), h("span", {}, words))));
};

const WORDS = () => ({
  offline: [t("No network"), "plug-connected-x"], busy: [t("Sending …"), "refresh"], fine: [t("Connected"), "circle-check"],
  login: [t("Your log-in has ended"), "login"], factor: [t("Your log-in has ended"), "login"], other: [t("Somebody else is logged in"), "users"],
  trouble: [t("The server answers with a fault"), "alert-triangle"], revoked: [t("Revoked"), "lock"], sealed: [t("Device sealed"), "lock"],
});
const drawStrip = () => {
  const { state, last, message } = sync.now();
  const [words, sign] = WORDS()[state];
  const files = model.queued().filter((entry) => entry.kind === "file.new").length;
  const entries = model.queued().length - files;
  const open = model.conflicts().length;
  const stuck = model.refused().length;
  const clock = Math.abs(model.clockOffset());
  strip.className = `desk-strip ${state}`;
  strip.replaceChildren(...[
    h("span", { class: "desk-sign" }, icon(sign), words),
    ["login", "factor"].includes(state) ? h("a", { class: "btn", href: `${config.login}?next=${encodeURIComponent(config.shell)}` }, t("Log in; nothing is lost")) : null,
    state === "other" ? button(t("What now?"), () => lock(true), {}) : null,
    message ? h("span", {}, message) : null,
    entries + files ? h("a", { href: "#/unsent", "data-unsent": String(entries) }, t("Not yet sent: {entries} (files: {files})", { entries, files })) : h("span", { "data-unsent": "0" }, t("Everything sent")),
    stuck ? h("a", { class: "bad", href: "#/unsent" }, t("Not taken: {n}", { n: stuck })) : null,
    open ? h("a", { class: "bad", href: "#/conflicts", "data-conflicts": String(open) }, t("Conflicts: {n}", { n: open })) : null,
    last ? h("span", {}, t("Last contact: {when}", { when: when(last).slice(5) })) : null,
    clock > CLOCK ? h("span", { class: "bad" }, icon("clock-exclamation"), t("The clock of this device is wrong by {n} minutes; times are corrected.", { n: Math.round(clock / 60) })) : null,
  ].filter(Boolean));
};

let drawing = 0;
let drawnAt = "";
const typing = () => main.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
const draw = async ({ moved = false } = {}) => {
  if (!isOpen()) return;
  drawStrip();
  drawBar();
  const [name = "incidents", ...rest] = where();
  // What comes from the server does not take a form from under somebody's fingers; it is drawn when they leave it.
  if (!moved && (typing() || ["new", "edit", "mend", "conflict"].includes(name))) return;
  drawing += 1;
  const mine = drawing;
  const made = await (WAYS[name] || WAYS.incidents)(...rest);
  if (mine !== drawing || !isOpen()) return;
  const top = window.scrollY;
  main.replaceChildren(...made.flat(3).filter(Boolean));
  const here = where().join("/");
  if (moved && here !== drawnAt) {
    window.scrollTo(0, 0);
    main.querySelector("h1")?.focus();
  } else window.scrollTo(0, top);
  drawnAt = here;
};

const flush = () => main.querySelectorAll("form").forEach((form) => form.flush?.());
const lock = async (other = false) => {
  flush();
  useKey(null);
  model.forget();
  main.replaceChildren();
  if (other) await someoneElse(root, opened);
  else await door(root, opened);
};

const opened = async () => {
  await model.load();
  touched = Date.now();
  root.replaceChildren(h("a", { class: "skip-link", href: "#main", onclick: (event) => { event.preventDefault(); main.focus(); } }, t("Skip to the content")), h("header", { class: "desk-top" }, bar, strip), main);
  if (!WAYS[where()[0]]) window.history.replaceState(null, "", "#/incidents");
  await draw({ moved: true });
  sync.contactNow();
};

const watch = () => {
  let soon = 0;
  model.onChange(() => {
    window.clearTimeout(soon);
    soon = window.setTimeout(draw, 60);
  });
  sync.onStatus(async () => {
    if (sync.now().state === "revoked") {
      model.forget();
      useKey(null);
      await erase(root, t("This device was revoked. What it held has been erased."));
    } else if (sync.now().state === "sealed") {
      flush();
      useKey(null);
      model.forget();
      main.replaceChildren();
      await seal(root, opened);
    } else if (isOpen()) drawStrip();
  });
  window.addEventListener("hashchange", () => draw({ moved: true }));
  window.addEventListener("desk:draw", () => draw({ moved: true }));
  window.addEventListener("desk:lock", () => lock());
  ["pointerdown", "keydown"].forEach((name) => window.addEventListener(name, () => { touched = Date.now(); }, { passive: true }));
  window.setInterval(() => isOpen() && Date.now() - touched > IDLE && lock(), 15000);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? flush() : isOpen() && (Date.now() - touched > IDLE ? lock() : sync.contactNow())));
  window.addEventListener("pagehide", flush);
};

const start = async () => {
  await openStore();
  speak((await meta("lang")) || lang());
  watch();
  await sync.begin();
  await door(root, opened);
};

const only = (work) => (navigator.locks ? navigator.locks.request("zhinan-desk", { ifAvailable: true }, (given) => (given ? work().then(() => new Promise(() => {})) : Promise.reject(new Error("open elsewhere")))) : work());

if (navigator.serviceWorker) navigator.serviceWorker.register(config.worker, { scope: config.scope }).catch(() => null);
if (!window.indexedDB || !window.crypto?.subtle) root.replaceChildren(h("p", { class: "desk-door" }, t("This browser cannot run the desk: it needs a current browser and a secure address (https).")));
else only(start).catch((fault) => root.replaceChildren(h("div", { class: "desk-door" }, h("h1", {}, t("Desk at the fair")), h("p", {}, fault.message === "open elsewhere" ? t("The desk is open in another window of this browser. Go on there, or close it.") : t("The app could not start: {why}", { why: fault.message || fault.name })), button(t("Try again"), () => window.location.reload(), { name: "refresh" }))));
