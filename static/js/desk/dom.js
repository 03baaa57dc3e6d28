// Making the page: elements by name, words always as text, never as markup.

export const h = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else if (key === "value" || key === "checked" || key === "disabled" || key === "hidden") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
};

const told = JSON.parse(document.getElementById("desk-told").textContent);
export const config = told.config;

let language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
export const lang = () => language;
export const speak = (code) => {
  language = code === "en" ? "en" : "zh";
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = t("Desk at the fair");
};

// Words with {values} in braces: the msgid is English; what is not known stays English.
export const t = (words, values = {}) => {
  const found = language === "zh" ? told.words[words] || words : words;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
};

// The label of a code of one of the server's lists (config.choices).
export const label = (list, code) => {
  const found = (config.choices[list] || []).find((row) => row[0] === code);
  return found ? found[language === "zh" ? 1 : 2] : code || "";
};
export const pick = (zh, en) => (language === "zh" ? zh || en : en || zh) || "";

export const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${config.icons}#${name}`);
  svg.append(use);
  return svg;
};

const two = (number) => String(number).padStart(2, "0");
// What stands in an <input type="datetime-local">: the device's own zone, to the minute.
export const toLocal = (date) =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
export const fromLocal = (text) => {
  const date = text ? new Date(text) : null;
  return date && !Number.isNaN(date.getTime()) ? date.toISOString() : "";
};
export const when = (iso) => {
  const date = new Date(iso);
  return iso && !Number.isNaN(date.getTime()) ? toLocal(date).replace("T", " ") : "";
};
export const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

export const button = (words, onclick, { name = "", kind = "", type = "button", ...more } = {}) =>
  h("button", { type, class: `btn ${kind}`.trim(), onclick, ...more }, name ? icon(name) : null, h("span", {}, words));
export const link = (hash, words, { name = "", kind = "" } = {}) =>
  h("a", { href: `#/${hash}`, class: kind }, name ? icon(name) : null, h("span", {}, words));
export const note = (words, kind = "") => h("p", { class: `desk-note ${kind}`.trim(), role: kind === "bad" ? "alert" : null }, words);
export const head = (title, ...actions) => h("div", { class: "desk-head" }, h("h1", { tabindex: "-1" }, title), h("div", { class: "desk-actions" }, actions));
export const empty = (words, name) => h("div", { class: "desk-empty" }, icon(name), h("p", {}, words));
