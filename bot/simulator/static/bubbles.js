/* One message as a bubble: media, text, marks and its inline keyboard. */
import { icon, make, outside } from "./elements.js";
import { formatted } from "./entities.js";
import { time } from "./moments.js";

export function bubble(message, context) {
  const own = message.from?.id === context.self;
  const body = make("div", { className: "bubble" }, sender(message, context), quoted(message), photo(message), file(message),
    location(message), words(message, context));
  const node = make("article", { className: `message ${own ? "out" : "in"}`, id: `m${message.message_id}` }, body,
    keyboard(message, context));
  node.setAttribute("aria-label", own ? "You" : message.from?.first_name || "Bot");
  node.classList.toggle("media", Boolean(message.photo_url));
  return node;
}

/** Who says it, and in which topic: where several people write. */
function sender(message, context) {
  const name = context.name(message);
  return name ? make("div", { className: "sender", textContent: name }) : null;
}

const SERVICE = {
  new_chat_members: "The bot was taken in.", forum_topic_closed: "The topic was closed.", forum_topic_reopened: "The topic was opened.",
};

function service(message) {
  return Object.entries(SERVICE).find(([name]) => name in message)?.[1] ?? "";
}

function words(message, context) {
  const text = message.text ?? message.caption ?? service(message);
  const entities = message.entities ?? message.caption_entities;
  return make("div", { className: text ? "text" : "text empty", dir: "auto" },
    formatted(text, entities, context), marks(message, context));
}

function marks(message, context) {
  const via = message.via_bot ? `via @${message.via_bot.username} ` : "";
  const edited = message.edit_date ? "edited " : "";
  const meta = make("span", { className: "meta" });
  if (message.silent) meta.append(silent());
  meta.append(via + edited + time(message.date, context.zone()));
  return meta;
}

function silent() {
  const mark = icon("silent");
  mark.removeAttribute("aria-hidden");
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", "Sent without sound");
  return make("span", { title: "Sent without sound" }, mark);
}

function quoted(message) {
  const original = message.reply_to_message;
  if (!original) return null;
  const link = make("a", { className: "reply", href: `#m${original.message_id}` });
  link.append(original.text ?? original.caption ?? "Message");
  return link;
}

function photo(message) {
  if (!message.photo_url) return null;
  const size = message.photo?.at(-1) ?? {};
  const image = make("img", { src: message.photo_url, alt: message.caption ? "" : "Picture", loading: "eager" });
  if (size.width) Object.assign(image, { width: size.width, height: size.height });
  return make("a", { className: "photo", href: message.photo_url, target: "_blank", rel: "noopener" }, image);
}

function file(message) {
  if (!message.document) return null;
  const name = message.document.file_name || "Document";
  const target = message.file_url || "#";
  return make("a", { className: "file", href: target, target: "_blank", rel: "noopener" }, icon("file"),
    make("span", { textContent: name }));
}

function location(message) {
  if (!message.location) return null;
  const { latitude, longitude } = message.location;
  const where = `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  return make("div", { className: "file" }, icon("pin"), make("span", { textContent: `Location ${where}` }));
}

function keyboard(message, context) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const line = (row) => make("div", { className: "row" }, ...row.map((key) => inlineKey(key, message, context)));
  return make("div", { className: "keyboard" }, ...rows.map(line));
}

function inlineKey(key, message, context) {
  const payload = key.url ? context.payload(key.url) : null;
  if (key.url && !payload) return marked(outside(key.url, key.text), "out");
  const button = make("button", { type: "button" }, make("span", { textContent: key.text }));
  if (key.copy_text) marked(button, "copy");
  if (payload) {
    button.addEventListener("click", () => context.say(`/start ${payload}`));
    return button;
  }
  button.addEventListener("click", () => tap(key, button, message, context));
  return button;
}

function marked(node, name) {
  node.append(icon(name));
  return node;
}

function tap(key, button, message, context) {
  if (key.callback_data) context.press(message.message_id, key.callback_data, button);
  else if (key.copy_text) context.copy(key.copy_text.text);
  else context.toast("This kind of button works in Telegram only.");
}
