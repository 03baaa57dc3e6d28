// Keys: the device's data key comes from the server after a log-in; without a network it lies here wrapped under a PIN.

const ROUNDS = 600000;
const TAG = new TextEncoder();
const fresh = (length) => crypto.getRandomValues(new Uint8Array(length));
const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const AES = "AES-GCM";

// A key in memory that no script can read out again.
const dataKey = (raw) => crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);

const pinKey = async (pin, salt, rounds) => {
  const material = await crypto.subtle.importKey("raw", TAG.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, material, { name: AES, length: 256 }, false, ["encrypt", "decrypt"]);
};

// Six digits and more, and not the ones that everybody tries first.
export const pinFault = (pin) => {
  if (!/^\d{6,12}$/.test(pin)) return "short";
  const steps = [...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at]));
  return new Set(steps).size === 1 && Math.abs(steps[0]) <= 1 ? "plain" : "";
};

// Give the data key, and what may be kept of it: sealed under the PIN, with its salt and rounds.
export const wrap = async (base64, pin) => {
  const raw = bytes(base64);
  const salt = fresh(16);
  const iv = fresh(12);
  const sealed = await crypto.subtle.encrypt({ name: AES, iv }, await pinKey(pin, salt, ROUNDS), raw);
  return { key: await dataKey(raw), kept: { salt, iv, sealed, rounds: ROUNDS } };
};

// Give the data key, or null for a wrong PIN.
export const unwrap = async (kept, pin) => {
  try {
    const key = await pinKey(pin, kept.salt, kept.rounds);
    return await dataKey(await crypto.subtle.decrypt({ name: AES, iv: kept.iv }, key, kept.sealed));
  } catch {
    return null;
  }
};

// `name` is where the value lies: a sealed value moved to another place does not open.
export const sealBytes = async (key, name, value) => {
  const iv = fresh(12);
  return { iv, data: await crypto.subtle.encrypt({ name: AES, iv, additionalData: TAG.encode(name) }, key, value) };
};
export const openBytes = (key, name, sealed) =>
  crypto.subtle.decrypt({ name: AES, iv: sealed.iv, additionalData: TAG.encode(name) }, key, sealed.data);
export const seal = (key, name, value) => sealBytes(key, name, TAG.encode(JSON.stringify(value)));
export const open = async (key, name, sealed) => JSON.parse(new TextDecoder().decode(await openBytes(key, name, sealed)));

// UUIDv7: sorts by time, as the server's ids do.
export const uuid = (at = Date.now()) => {
  const part = fresh(16);
  let rest = at;
  for (let place = 5; place >= 0; place -= 1) {
    part[place] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  part[6] = (part[6] & 0x0f) | 0x70;
  part[8] = (part[8] & 0x3f) | 0x80;
  const hex = [...part].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

export const sha256 = async (buffer) =>
  [...new Uint8Array(await crypto.subtle.digest("SHA-256", buffer))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
