/* The chat page: one reader's private chat with the bot, kept current by server-sent events. */
import { get, place, post } from "./api.js";
import { Composer } from "./composer.js";
import { byId } from "./elements.js";
import { Log } from "./log.js";
import { DemoClock } from "./moments.js";
import { alert, chooseCity, toast } from "./notices.js";
import { Places } from "./places.js";
import { Strip } from "./strip.js";

const TYPING_MS = 5000;
const ANSWER_MS = 20_000;

class Chat {
  constructor(reader) {
    this.reader = reader;
    this.clock = new DemoClock();
    this.blocked = false;
    this.spinning = new Map();
    this.answered = new Map();
    this.log = new Log(this.context());
    this.composer = new Composer({
      say: (text) => this.say(text), start: () => this.start(), location: () => this.sendLocation(),
      refresh: () => this.load(false), ask: (words) => this.tell("/demo/inline", { words }),
      choose: (query, result) => this.tell("/demo/choose", { query_id: query, result_id: result }),
    });
    this.strip = new Strip(this.clock, reader, { block: () => this.block(!this.blocked), isNew: () => this.log.empty });
    this.places = new Places(reader, (path, body) => this.tell(path, body));
    byId("reader-name").textContent = `${reader.name} · ${(reader.language || "–").toUpperCase()}`;
  }

  context() {
    return {
      self: this.reader.user_id,
      name: (message) => this.places.sender(message),
      zone: () => this.clock.zone,
      now: () => this.clock.now(),
      say: (text) => this.say(text),
      payload: (url) => this.payload(url),
      press: (id, data, button) => this.press(id, data, button),
      copy: (text) => navigator.clipboard.writeText(text).then(() => toast("Copied.")),
      toast,
    };
  }

  listen() {
    const events = new EventSource(`/demo/events?reader=${this.reader.id}&chat=${place}`);
    // Whatever was missed while disconnected is in the whole chat, read again at every (re)connection.
    events.onopen = () => this.tried(() => this.load(true));
    events.onerror = () => this.subtitle("connecting…");
    const on = (name, act) => events.addEventListener(name, (event) => act(JSON.parse(event.data)));
    on("message", (message) => this.put(message));
    on("edit", (message) => this.put(message));
    on("delete", ({ message_id: id }) => this.log.remove(id));
    on("membership", () => this.tried(() => this.load(false)));
    on("block", ({ blocked }) => this.setBlocked(blocked));
    on("typing", () => this.typing());
    on("query", (query) => this.answer(query));
    on("inline", (offer) => this.composer.offered(offer));
    on("clock", ({ now }) => this.clock.set(now));
    on("controls", (controls) => this.controls(controls));
  }

  controls(controls) {
    this.strip.show(controls);
    if (this.log.empty) this.tried(() => this.load(true));
  }

  async load(whole) {
    const path = `/demo/chat?reader=${this.reader.id}&chat=${place}`;
    this.late = [];
    const [chat, controls] = await Promise.all([get(path), get("/demo/controls"), this.strip.listReaders()]);
    this.strip.show(controls);
    this.bot = chat.bot;
    this.composer.commands = chat.commands;
    this.composer.username = chat.bot.username;
    if (whole) this.showAll(chat);
    await this.places.show(chat.place);
    const name = chat.place.title || chat.bot.name;
    byId("bot-name").textContent = name;
    byId("avatar").textContent = initials(name);
    document.title = `${name} – ${this.reader.name}`;
    this.stand();
    this.subtitle(this.places.kind);
  }

  showAll(chat) {
    this.blocked = chat.blocked;
    this.log.show(chat.messages);
    this.keyboard(chat.reply_keyboard);
    this.stand();
    // What arrived by event while the chat was on its way is not in it.
    const { late } = this;
    this.late = null;
    late?.forEach((message) => this.put(message));
  }

  stand() {
    if (this.places.isShared) return this.standAmongOthers();
    if (this.blocked) this.composer.mode("restart");
    else this.composer.mode(this.log.empty ? "start" : "chat");
    this.strip.blocked(this.blocked);
    const guide = this.strip.guide();
    if (this.log.empty) this.log.welcome(this.bot, guide);
  }

  /** In a group everybody writes, in a channel its administrators; nobody presses Start there. */
  standAmongOthers() {
    this.composer.mode(this.places.mayWrite ? "chat" : "none");
    if (this.log.empty) this.log.note(this.places.hint());
  }

  keyboard(markup) {
    const known = JSON.stringify(markup ?? null);
    if (known === this.knownKeyboard) return;
    this.knownKeyboard = known;
    this.composer.keyboard(markup);
  }

  put(message) {
    const first = this.log.empty;
    this.late?.push(message);
    this.log.put(message);
    if ("reply_keyboard" in message) this.keyboard(message.reply_keyboard);
    if (message.from?.id !== this.reader.user_id) this.subtitle(this.places.kind);
    if (first) this.stand();
  }

  subtitle(text) {
    clearTimeout(this.typingTimer);
    byId("subtitle").textContent = text;
  }

  typing() {
    this.subtitle("typing…");
    this.typingTimer = setTimeout(() => this.subtitle(this.places.kind), TYPING_MS);
  }

  async tried(act) {
    try {
      return await act();
    } catch (error) {
      toast(error.message);
      return null;
    }
  }

  tell(path, body) {
    return this.tried(() => post(path, { reader: this.reader.id, chat: place || null, ...body }));
  }

  /** What a deep link to this very bot carries, or null: any other address leads out of the demo. */
  payload(url) {
    const [address, payload] = url.split("?start=");
    return payload && address === `https://t.me/${this.bot.username}` ? payload : null;
  }

  say(text) {
    return this.tell("/demo/say", { text, topic: this.places.topic });
  }

  async start() {
    if (this.blocked) await this.block(false);
    await this.say("/start");
    byId("text").focus();
  }

  async block(blocked) {
    if (await this.tell("/demo/block", { blocked })) this.setBlocked(blocked);
  }

  setBlocked(blocked) {
    this.blocked = blocked;
    this.stand();
  }

  async sendLocation() {
    const place = await chooseCity();
    if (place) await this.tell("/demo/location", { latitude: place[0], longitude: place[1] });
  }

  async press(messageId, data, button) {
    this.spin(button, true);
    const pressed = await this.tell("/demo/press", { message_id: messageId, data });
    if (!pressed) return this.spin(button, false);
    this.spinning.set(pressed.query_id, button);
    // The answer may have overtaken the reply to the press.
    if (this.answered.has(pressed.query_id)) this.answer(this.answered.get(pressed.query_id));
    else setTimeout(() => this.unanswered(pressed.query_id), ANSWER_MS);
  }

  spin(button, on) {
    button.classList.toggle("busy", on);
    button.ariaBusy = String(on);
  }

  answer(query) {
    const button = this.spinning.get(query.query_id);
    if (!button) return this.answered.set(query.query_id, query);
    this.settle(query.query_id, button);
    if (query.text && query.show_alert) alert(query.text);
    else if (query.text) toast(query.text);
    if (query.url) window.open(query.url, "_blank", "noopener");
  }

  unanswered(id) {
    const button = this.spinning.get(id);
    if (button) this.settle(id, button);
  }

  settle(id, button) {
    this.spin(button, false);
    this.spinning.delete(id);
    this.answered.delete(id);
  }
}

function initials(name) {
  return name.split(/\s+/).slice(0, 2).map((word) => word[0]).join("").toUpperCase();
}

async function chosen() {
  const readers = await get("/demo/readers");
  const wish = new URLSearchParams(location.search).get("reader");
  const reader = wish ? readers.find(({ id }) => String(id) === wish) : readers.find(({ open }) => !open) || readers[0];
  if (!reader) throw new Error(`There is no reader ${wish}. Open the page without a number for reader ${readers[0].id}.`);
  history.replaceState(null, "", `/?reader=${reader.id}${place && `&chat=${place}`}`);
  return reader;
}

try {
  new Chat(await chosen()).listen();
} catch (error) {
  byId("log").textContent = error.message;
  byId("subtitle").textContent = "not connected";
}
