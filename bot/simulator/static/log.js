/* The conversation: days, bubbles in order, and a scroll position that follows unless the reader looked back. */
import { bubble } from "./bubbles.js";
import { byId, make } from "./elements.js";
import { day, year } from "./moments.js";

const NEAR_PX = 80;

export class Log {
  constructor(context) {
    this.context = context;
    this.node = byId("log");
    this.unread = 0;
    this.top = 0;
    this.node.addEventListener("scroll", () => this.scrolled());
    byId("to-newest").addEventListener("click", () => this.toNewest());
    // A picture or a keyboard that appears must not push the newest message out of sight.
    new ResizeObserver(() => this.following && this.toNewest()).observe(this.node);
    this.following = true;
  }

  get empty() {
    return !this.node.querySelector(".message");
  }

  show(messages) {
    this.node.replaceChildren();
    messages.forEach((message) => this.append(message));
    this.toNewest();
  }

  welcome(bot, guide) {
    const about = bot.description || `This is ${bot.name}.`;
    this.node.replaceChildren(make("div", { className: "welcome" },
      make("h2", { textContent: "What can this bot do?" }), make("p", { textContent: about }),
      make("p", { className: "hint", textContent: guide })));
  }

  /** What an empty chat says of itself. */
  note(text) {
    this.node.replaceChildren(make("div", { className: "welcome" }, make("p", { className: "hint", textContent: text })));
  }

  put(message) {
    const old = byId(`m${message.message_id}`);
    if (old) return this.replace(old, message);
    this.node.querySelector(".welcome")?.remove();
    this.append(message);
    if (this.following || message.from?.id === this.context.self) this.toNewest();
    else this.count(this.unread + 1);
  }

  replace(old, message) {
    old.replaceWith(bubble(message, this.context));
    if (this.following) this.toNewest();
  }

  remove(id) {
    const node = byId(`m${id}`);
    const section = node?.parentElement;
    node?.remove();
    if (section && !section.querySelector(".message")) section.remove();
  }

  append(message) {
    const node = bubble(message, this.context);
    this.section(message).append(node);
    node.querySelector("img")?.addEventListener("load", () => this.following && this.toNewest());
  }

  section(message) {
    const zone = this.context.zone();
    const label = day(message.date, zone, year(this.context.now(), zone));
    const last = this.node.lastElementChild;
    if (last?.dataset.day === label) return last;
    const section = make("section", { className: "day" }, make("h2", { textContent: label }));
    section.dataset.day = label;
    this.node.append(section);
    return section;
  }

  toNewest() {
    this.node.scrollTop = this.node.scrollHeight;
    this.following = true;
    this.count(0);
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    // Only a reader moves it up; a log that shrinks or grows keeps its top and goes on following.
    if (scrollHeight - scrollTop - clientHeight < NEAR_PX) this.following = true;
    else if (scrollTop < this.top) this.following = false;
    this.top = scrollTop;
    this.count(this.following ? 0 : this.unread);
  }

  count(unread) {
    this.unread = unread;
    byId("to-newest").hidden = this.following;
    byId("unread").hidden = !unread;
    byId("unread").textContent = unread;
  }
}
