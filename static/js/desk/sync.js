// Talking to the server: is this device still wanted, who is logged in, what is sent, what is new.
//
// Nothing leaves the queue before the server has answered for it. Whatever goes wrong, the entry stays.

import { sha256 } from "./codec.js";
import * as model from "./model.js";
import { isOpen, meta, readBlob, setMeta } from "./store.js";

const API = "/desk/api/";
const BATCH = 50;
const EVERY = 60000;
const PATIENCE = 30000;

// state: offline | busy | fine | login | factor | revoked | sealed | other | trouble
const status = { state: "offline", last: "", message: "" };
const listeners = new Set();
let secret = "";
let running = null;
let again = false;
let timer = 0;

export const onStatus = (listener) => listeners.add(listener);
export const now = () => status;
const tell = (state, message = "") => {
  Object.assign(status, { state, message });
  listeners.forEach((listener) => listener());
};

export class Refused extends Error {
  constructor(status, body) {
    super(body.detail || body.title || String(status));
    this.status = status;
    this.code = body.code || "";
    this.errors = body.errors || {};
  }
}

export const call = async (path, { body, form, device = "" } = {}) => {
  const headers = { Accept: "application/json", "X-Desk-Device": device };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (secret) headers["X-CSRFToken"] = secret;
  const answer = await fetch(API + path, {
    method: body !== undefined || form ? "POST" : "GET",
    headers,
    body: form || (body !== undefined ? JSON.stringify(body) : undefined),
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(form ? 10 * PATIENCE : PATIENCE),
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
};

// Half of the way there and back is the server's time when it answered.
const measured = async (ask) => {
  const before = Date.now();
  const told = await ask();
  const middle = (before + Date.now()) / 2;
  await model.setOffset(Math.round((Date.parse(told.now) - middle) / 1000));
  return told;
};

// Whether this device is to erase or to seal itself: "revoked", "sealed" or "". Asked without a log-in, so that a locked or
// logged-out device hears it too.
export const word = async () => {
  const device = await meta("device");
  if (!device) return "";
  const told = await call(`devices/${device}/word/`);
  if (told.revoked) return "revoked";
  return told.sealed ? "sealed" : "";
};
export const reportWiped = (device) => call(`devices/${device}/word/`, { body: {} }).catch(() => null);

export const session = async () => {
  const told = await measured(() => call("session/"));
  secret = told.csrf;
  return told;
};

const wire = ({ id, kind, record, base, set, made_at, clock_offset }) => ({ id, kind, record, base, set, made_at, clock_offset });

// What waits behind a refused beginning stays behind it: the server does not know the incident yet.
const ready = () => {
  const stuck = new Set(model.refused().filter((entry) => entry.kind === "incident.new").map((entry) => entry.record));
  return model.waiting().filter((entry) => !stuck.has(entry.record) && !stuck.has(entry.set.incident));
};

const sendEntries = async (device) => {
  for (;;) {
    const batch = ready().filter((entry) => entry.kind !== "file.new").slice(0, BATCH);
    if (!batch.length) return;
    const told = await call("sync/", { device, body: { sent_at: new Date().toISOString(), changes: batch.map(wire) } });
    const answers = new Map(told.answers.map((answer) => [answer.id, answer]));
    for (const entry of batch) {
      const answer = answers.get(entry.id);
      if (!answer) throw new Error("unanswered");
      await model.answered(entry, answer.result === "already" ? { ...answer, result: answer.first } : answer);
    }
  }
};

const sendFile = async (device, entry) => {
  const bytes = await readBlob(entry.record);
  if (!bytes) return model.answered(entry, { result: "refused", message: "" });
  const form = new FormData();
  const { incident, kind, caption, name, type } = entry.set;
  const told = {
    incident, kind, caption, sha256: await sha256(bytes), made_at: entry.made_at, clock_offset: entry.clock_offset,
    sent_at: new Date().toISOString(),
  };
  Object.entries(told).forEach(([field, value]) => form.append(field, value));
  form.append("file", new Blob([bytes], { type }), name);
  try {
    await call(`files/${entry.record}/`, { device, form });
    return model.answered(entry, { result: "accepted" });
  } catch (fault) {
    // What did not arrive whole, and what the server cannot take now, goes again; what it will not take stays with its reason.
    const final = fault instanceof Refused && [400, 404, 409, 413, 422].includes(fault.status) && fault.code !== "broken" && fault.code !== "other_device";
    if (!final) throw fault;
    return model.answered(entry, { result: "refused", message: fault.message });
  }
};

const sendFiles = async (device) => {
  const known = (entry) => model.record(`incident:${entry.set.incident}`);
  for (const entry of ready().filter((row) => row.kind === "file.new" && known(row))) await sendFile(device, entry);
};

const fetchPack = async (device, id) => {
  const { since, digest } = model.cursor(id);
  const query = new URLSearchParams({ since, have: digest });
  await model.received(id, await call(`pack/${id}/?${query}`, { device }));
};

const contact = async () => {
  const device = await meta("device");
  const wanted = await word();
  if (wanted) return tell(wanted);
  const told = await session();
  if (told.user !== (await meta("user"))) return tell("other");
  await setMeta({ writes: told.writes });
  await sendEntries(device);
  await sendFiles(device);
  await model.listed(told.delegations);
  if (!model.delegation() && told.delegations.length) await model.choose(told.delegations[0].id);
  if (model.delegation()) await fetchPack(device, model.delegation());
  status.last = new Date().toISOString();
  await setMeta({ last: status.last });
  return tell("fine");
};

const judge = (fault) => {
  if (!(fault instanceof Refused)) return tell("offline");
  if (fault.status === 410) return tell("revoked");
  if (fault.status === 401) return tell("login");
  if (fault.code === "second_factor_required") return tell("factor");
  if (fault.code === "other_device") return tell("other");
  return tell("trouble", fault.message);
};

// One contact at a time; asked for while one runs, another follows it.
export const contactNow = () => {
  if (!isOpen()) return Promise.resolve();
  if (running) {
    again = true;
    return running;
  }
  tell("busy");
  running = contact().catch(judge).finally(() => {
    running = null;
    window.clearTimeout(timer);
    if (again) {
      again = false;
      timer = window.setTimeout(contactNow, 50);
    } else timer = window.setTimeout(contactNow, EVERY);
  });
  return running;
};

export const soon = () => {
  window.clearTimeout(timer);
  timer = window.setTimeout(contactNow, 800);
};
export const begin = async () => {
  status.last = (await meta("last")) || "";
  window.addEventListener("online", contactNow);
  window.addEventListener("offline", () => tell("offline"));
};
