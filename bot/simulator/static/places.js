/* Where a reader writes: the private chat with the bot, a group with its topics, or a channel. */
import { get, place } from "./api.js";
import { byId, make } from "./elements.js";

const KINDS = { private: "bot", group: "group", supergroup: "group", channel: "channel" };

export class Places {
  constructor(reader, tell) {
    Object.assign(this, { reader, tell, here: { type: "private", topics: [], may_write: true } });
    byId("places").addEventListener("change", (event) => this.go(event.target.value));
    byId("bot-here").addEventListener("click", () => tell("/demo/bot", { present: !this.here.has_bot }));
  }

  get kind() {
    return KINDS[this.here.type];
  }

  get isShared() {
    return this.here.type !== "private";
  }

  get mayWrite() {
    return this.here.may_write;
  }

  get topic() {
    return Number(byId("topics").value) || null;
  }

  go(chat) {
    location.search = chat === String(this.reader.user_id) ? `?reader=${this.reader.id}` : `?reader=${this.reader.id}&chat=${chat}`;
  }

  async show(here) {
    this.here = here;
    const chats = await get(`/demo/chats?reader=${this.reader.id}`);
    byId("places").replaceChildren(...chats.map((chat) => make("option", {
      value: chat.chat_id, textContent: chat.title || "Private chat", selected: String(chat.chat_id) === place,
    })));
    byId("places").hidden = chats.length < 2;
    this.showTopics(here.topics);
    byId("block").hidden = this.isShared;
    byId("bot-here").hidden = !here.may_manage;
    byId("bot-here").textContent = here.has_bot ? "Put the bot out" : "Add the bot";
  }

  showTopics(topics) {
    const chosen = byId("topics").value;
    byId("topic-line").hidden = !topics.length;
    byId("topics").replaceChildren(make("option", { value: "", textContent: "General" }),
      ...topics.map(({ id, name }) => make("option", { value: id, textContent: name, selected: String(id) === chosen })));
  }

  hint() {
    if (!this.here.may_manage) return "The bot is not here yet; the first reader can add it.";
    return "You run this chat. Add the bot with the button under Readers; a channel is then set up in your private chat.";
  }

  /** The name over a message: who wrote it, and in which topic. */
  sender(message) {
    if (this.here.type !== "supergroup" && this.here.type !== "group") return "";
    const topic = this.here.topics.find(({ id }) => id === message.message_thread_id);
    const own = message.from?.id === this.reader.user_id;
    return [own ? "" : message.from?.first_name, topic && `in ${topic.name}`].filter(Boolean).join(" ");
  }
}
