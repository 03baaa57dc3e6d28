// The door: first set-up, PIN, and what becomes of a device that is locked, someone else's, or to be erased.

import { pinFault, unwrap, wrap } from "./codec.js";
import { button, config, h, icon, note, t } from "./dom.js";
import * as model from "./model.js";
import { meta, setMeta, unsentCounts, useKey, wipe } from "./store.js";
import { call, Refused, reportWiped, session, word } from "./sync.js";

const MOST_TRIES = 10;

const pinField = (id, words, again = false) =>
  h("div", { class: "desk-field" }, h("label", { for: id }, words),
    h("input", { id, name: id, type: "password", inputmode: "numeric", autocomplete: again ? "off" : "one-time-code", maxlength: "12", class: "form-control form-control-lg", required: true }));

const say = (place, words) => place.replaceChildren(note(words, "bad"));
const loginLink = () => h("p", {}, h("a", { class: "btn btn-primary btn-lg w-100", href: `${config.login}?next=${encodeURIComponent(config.shell)}` }, icon("login"), h("span", {}, t("Log in"))));

const page = (root, title, ...children) => root.replaceChildren(h("div", { class: "desk-door" }, h("h1", { tabindex: "-1" }, title), children));

// Erase everything, tell the server, and stay on a page that says so.
export const erase = async (root, words) => {
  const device = await meta("device").catch(() => "");
  model.forget();
  await wipe();
  for (const name of await caches.keys()) await caches.delete(name);
  const worker = await navigator.serviceWorker?.getRegistration("/desk/");
  if (worker) await worker.unregister();
  if (device) await reportWiped(device);
  page(root, t("This device is empty"), note(words), h("p", {}, h("a", { class: "btn", href: config.shell }, t("Begin again"))));
};

// Forget the key that the PIN opens. What lies here stays; it opens again when the server gives the key again.
export const seal = async (root, opened) => {
  await setMeta({ door: undefined, tries: 0 });
  page(root, t("This device is sealed"), note(t("You hold no seat at this desk now, and the PIN opens nothing any more. What you entered is kept: with a seat again, log in. Without one it is erased after 7 days.")),
    button(t("Try again"), () => door(root, opened), { name: "refresh", kind: "btn-primary btn-lg w-100" }));
};

// How much would be lost, in words; "" for nothing.
export const losses = async () => {
  const { entries, files } = await unsentCounts();
  return entries + files ? t("Not yet sent from this device: {entries} (files: {files}). This would be lost.", { entries, files }) : "";
};

const newPin = async (root, base64, more, opened) => {
  const fault = h("div", { "aria-live": "polite" });
  const form = h("form", { class: "desk-form", novalidate: true, onsubmit: async (event) => {
    event.preventDefault();
    const pin = form.elements.pin.value;
    const words = { short: t("Choose 6 to 12 digits."), plain: t("This PIN is too easy to guess. Choose another one.") }[pinFault(pin)];
    if (words) return say(fault, words);
    if (pin !== form.elements.again.value) return say(fault, t("The two PINs differ."));
    form.querySelector("button").disabled = true;
    const { key, kept } = await wrap(base64, pin);
    await setMeta({ ...more, door: kept, tries: 0 });
    useKey(key);
    return opened();
  } }, pinField("pin", t("Choose a PIN for this device (6 to 12 digits)")), pinField("again", t("The PIN once more"), true), fault,
    button(t("Keep the PIN"), null, { kind: "btn-primary btn-lg w-100", type: "submit" }));
  page(root, t("A PIN for this device"), note(t("Without a network, the PIN opens what this device holds. It never leaves the device; after ten wrong ones only a log-in opens it again.")), form);
};

// The first time: who is logged in, for which delegation, what the device is called.
const setUp = async (root, opened) => {
  let told;
  try {
    told = await session();
  } catch (fault) {
    const offline = !(fault instanceof Refused);
    return page(root, t("Desk at the fair"), note(offline ? t("There is no network. The first time, the app needs one.") : fault.status === 403 ? t("Your role does not include this.") : t("Log in once; then the app works without a network.")),
      offline ? button(t("Try again"), () => door(root, opened), { name: "refresh", kind: "btn-primary btn-lg w-100" }) : loginLink());
  }
  if (!told.delegations.length) return page(root, t("Desk at the fair"), note(t("No delegation is open to you now. Your center enters it in the portal, or puts you on duty.")), button(t("Try again"), () => door(root, opened), { name: "refresh" }));
  const fault = h("div", { "aria-live": "polite" });
  const form = h("form", { class: "desk-form", onsubmit: async (event) => {
    event.preventDefault();
    const { delegation, name } = form.elements;
    if (!name.value.trim()) return say(fault, t("Give the device a name."));
    try {
      const made = await call("devices/", { body: { delegation: delegation.value, name: name.value.trim() } });
      await navigator.storage?.persist?.();
      return await newPin(root, made.key, { device: made.device, user: told.user, writes: told.writes, delegation: delegation.value }, opened);
    } catch (problem) {
      return say(fault, problem instanceof Refused ? Object.values(problem.errors).flat()[0] || problem.message : t("There is no network. The first time, the app needs one."));
    }
  } },
    h("div", { class: "desk-field" }, h("label", { for: "delegation" }, t("Delegation")),
      h("select", { id: "delegation", name: "delegation", class: "form-select form-select-lg" }, told.delegations.map((row) => h("option", { value: row.id }, row.name)))),
    h("div", { class: "desk-field" }, h("label", { for: "name" }, t("Name of this device")), h("input", { id: "name", name: "name", class: "form-control form-control-lg", maxlength: "80", value: t("Device of {name}", { name: told.name }) })),
    fault, button(t("Choose a PIN"), null, { kind: "btn-primary btn-lg w-100", type: "submit" }));
  return page(root, t("Set up this device"), note(t("What this device holds is encrypted, and erased when you log out or the device is revoked.")), form);
};

// A log-in brings the key back when the PIN was forgotten.
const bringBack = async (root, opened) => {
  try {
    const told = await session();
    if (told.user !== (await meta("user"))) return someoneElse(root, opened);
    const { key } = await call("key/", { device: await meta("device") });
    return await newPin(root, key, {}, opened);
  } catch (fault) {
    const gone = fault instanceof Refused && fault.status === 410;
    if (gone) return erase(root, t("This device was revoked. What it held has been erased."));
    return page(root, t("The PIN is gone"), note(t("After a log-in you choose a new one. What you entered is kept.")), fault instanceof Refused ? loginLink() : note(t("There is no network.")),
      button(t("Try again"), () => door(root, opened), { name: "refresh" }));
  }
};

export const someoneElse = async (root, opened) => {
  const words = await losses();
  page(root, t("This device holds the entries of somebody else"), note(t("Only that person can open them: log out, and let them log in here.")), words ? note(words, "bad") : null,
    h("p", {}, h("a", { class: "btn btn-primary w-100", href: config.logout }, t("Log out"))), eraseButton(root), button(t("Back"), () => door(root, opened)));
};

const eraseButton = (root) =>
  button(t("Erase what this device holds"), async () => {
    const words = await losses();
    if (window.confirm([words, t("Erase everything on this device?")].filter(Boolean).join("\n\n"))) await erase(root, t("What this device held has been erased."));
  }, { name: "trash", kind: "btn-outline-danger" });

// Show the door that fits; call `opened` once the data can be read.
export const door = async (root, opened) => {
  const wanted = await word().catch(() => "");
  if (wanted === "revoked") return erase(root, t("This device was revoked. What it held has been erased."));
  if (wanted === "sealed") return seal(root, opened);
  if (!(await meta("device"))) return setUp(root, opened);
  const kept = await meta("door");
  if (!kept) return bringBack(root, opened);
  const fault = h("div", { "aria-live": "polite" });
  const form = h("form", { class: "desk-form", novalidate: true, onsubmit: async (event) => {
    event.preventDefault();
    const pin = form.elements.pin.value;
    const submit = form.querySelector("button");
    submit.disabled = true;
    // Counted before it is tried: ending the app does not give another try.
    const tries = ((await meta("tries")) || 0) + 1;
    await setMeta({ tries });
    const key = await unwrap(kept, pin);
    if (key) {
      await setMeta({ tries: 0 });
      useKey(key);
      return opened();
    }
    form.elements.pin.value = "";
    submit.disabled = false;
    if (tries >= MOST_TRIES) {
      await setMeta({ door: undefined, tries: 0 });
      return bringBack(root, opened);
    }
    form.elements.pin.focus();
    return say(fault, t("This is not the PIN. {n} tries are left.", { n: MOST_TRIES - tries }));
  } }, pinField("pin", t("PIN")), fault, button(t("Unlock"), null, { kind: "btn-primary btn-lg w-100", type: "submit", name: "lock" }));
  page(root, t("Desk at the fair"), form, button(t("I forgot the PIN"), () => bringBack(root, opened), { kind: "btn-link" }));
  form.elements.pin.focus();
  return undefined;
};
