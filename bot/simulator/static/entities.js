/* A message's text with its entities (offsets in UTF-16 units, as JavaScript counts) as DOM nodes. */
import { make, outside } from "./elements.js";
import { stamp } from "./moments.js";

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

export function formatted(text, entities, context) {
  const ordered = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return fill(document.createDocumentFragment(), text, 0, text.length, ordered, context);
}

function fill(parent, text, start, end, entities, context) {
  let position = start;
  while (entities.length && entities[0].offset < end) {
    const entity = entities.shift();
    const from = Math.max(entity.offset, position);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    parent.append(text.slice(position, from));
    parent.append(dressed(entity, text, from, to, entities, context));
    position = afterBlock(entity, text, to, end);
  }
  parent.append(text.slice(position, end));
  return parent;
}

// The block already ends its line: the newline behind it would show as an empty one.
function afterBlock(entity, text, to, end) {
  return BLOCKS.has(entity.type) && to < end && text[to] === "\n" ? to + 1 : to;
}

function dressed(entity, text, from, to, entities, context) {
  const shell = shellOf(entity, text.slice(from, to), context);
  if (shell.dataset.whole) {
    while (entities.length && entities[0].offset < to) entities.shift();
    return shell;
  }
  return fill(shell, text, from, to, entities, context);
}

function shellOf(entity, words, context) {
  switch (entity.type) {
    case "text_link": return outside(entity.url);
    case "url": return outside(words);
    case "email": return outside(`mailto:${words}`);
    case "phone_number": return outside(`tel:${words.replace(/[^+\d]/g, "")}`);
    case "mention": return outside(`https://t.me/${words.slice(1)}`);
    case "bot_command": return command(words, context);
    case "hashtag": case "cashtag": case "text_mention": return make("span", { className: "tag" });
    case "spoiler": return spoiler();
    case "pre": return make("pre", { title: entity.language || "" });
    case "blockquote": return make("blockquote");
    case "expandable_blockquote": return expandable();
    case "date_time": return moment(entity, words, context);
    default: return make(TAGS[entity.type] || "span");
  }
}

function command(words, context) {
  const button = make("button", { type: "button", className: "command", textContent: words });
  button.dataset.whole = "yes";
  button.addEventListener("click", () => context.say(words));
  return button;
}

function moment(entity, words, context) {
  const format = entity.date_time_format || "";
  const shown = format ? stamp(entity.unix_time, format, context.zone(), context.now()) : words;
  const node = make("time", { textContent: shown || words, title: words });
  node.dateTime = new Date(entity.unix_time * 1000).toISOString();
  node.dataset.whole = "yes";
  return node;
}

function spoiler() {
  const node = make("span", { className: "spoiler", tabIndex: 0, role: "button", ariaLabel: "Hidden text" });
  return opening(node, () => {
    node.classList.add("shown");
    node.removeAttribute("role");
    node.removeAttribute("aria-label");
  });
}

function expandable() {
  const node = make("blockquote", { className: "expandable", tabIndex: 0, role: "button", ariaExpanded: "false" });
  return opening(node, () => {
    node.ariaExpanded = String(node.classList.toggle("expanded"));
  });
}

function opening(node, act) {
  node.addEventListener("click", (event) => event.target.closest("a") || act());
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === node) act();
  });
  return node;
}
