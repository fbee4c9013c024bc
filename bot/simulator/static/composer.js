/* The foot of the chat: Start, the text field, the command menu and the bot's reply keyboard. */
import { byId, icon, make } from "./elements.js";

const TYPED_MS = 250; // Telegram's apps ask while somebody types, but not at every letter

export class Composer {
  constructor(actions) {
    this.actions = actions;
    this.commands = [];
    this.text = byId("text");
    this.menu = byId("menu");
    byId("composer").addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    byId("start").addEventListener("click", () => actions.start());
    byId("keys-button").addEventListener("click", () => this.toggleKeys(byId("keys").hidden));
    byId("menu-button").addEventListener("click", () => this.toggleMenu());
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (event) => this.keyed(event));
    this.menu.addEventListener("keydown", (event) => this.walked(event));
    document.addEventListener("click", (event) => this.clickedElsewhere(event));
  }

  /** @param {"start"|"restart"|"chat"|"none"} mode */
  mode(mode) {
    const start = byId("start");
    start.hidden = mode === "chat" || mode === "none";
    start.textContent = mode === "restart" ? "Restart bot" : "Start";
    byId("composer").hidden = mode !== "chat";
    if (mode !== "chat") this.close();
  }

  send() {
    const text = this.text.value;
    if (!text.trim()) return;
    this.text.value = "";
    this.typed();
    this.actions.say(text);
  }

  typed() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
    const words = this.text.value;
    clearTimeout(this.asking);
    if (/^\/\w*$/.test(words)) return this.open(words.slice(1));
    this.close();
    const behind = this.behindName(words);
    if (behind !== null) this.asking = setTimeout(() => this.askFor(behind), TYPED_MS);
  }

  /** What stands behind the bot's name, or null: such a text is for no chat, but asks the bot for something to send. */
  behindName(words) {
    const name = `@${this.username} `;
    return words.toLowerCase().startsWith(name.toLowerCase()) ? words.slice(name.length) : null;
  }

  async askFor(words) {
    this.query = null;
    const asked = await this.actions.ask(words);
    this.query = asked?.query_id ?? null;
    if (this.early?.query_id === this.query) this.offered(this.early);
  }

  /** The bot's answer, which may overtake the reply that names its question. */
  offered(offer) {
    this.early = offer;
    if (offer.query_id !== this.query || this.behindName(this.text.value) === null) return;
    const { results, button } = offer.answer;
    const items = results.map((result) => this.result(offer.query_id, result));
    if (button) items.push(this.choice("", button.text, () => this.actions.say(`/start ${button.start_parameter}`)));
    this.menu.replaceChildren(...items);
    this.menu.hidden = !items.length;
    this.expanded();
  }

  result(query, { id, title, description }) {
    const item = this.choice(title, description ?? "", () => this.actions.choose(query, id));
    item.className = "offer";
    return item;
  }

  keyed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") this.close();
    else if (event.key === "ArrowUp" && !this.menu.hidden) {
      event.preventDefault();
      this.menu.lastElementChild?.focus();
    }
  }

  async toggleMenu() {
    if (!this.menu.hidden) return this.close();
    await this.actions.refresh();
    this.open("");
    this.menu.firstElementChild?.focus();
  }

  open(prefix) {
    const fitting = this.commands.filter(({ command }) => command.startsWith(prefix));
    this.menu.replaceChildren(...fitting.map((entry) => this.item(entry)));
    this.menu.hidden = !fitting.length;
    this.expanded();
  }

  item({ command, description }) {
    return this.choice(`/${command}`, description, () => this.actions.say(`/${command}`));
  }

  choice(title, description, act) {
    const button = make("button", { type: "button", role: "menuitem" }, make("b", { textContent: title }),
      make("span", { textContent: description }));
    button.addEventListener("click", () => {
      this.text.value = "";
      this.close();
      this.text.focus();
      act();
    });
    return button;
  }

  close() {
    this.menu.hidden = true;
    this.expanded();
  }

  expanded() {
    byId("menu-button").ariaExpanded = String(!this.menu.hidden);
    byId("menu-button").querySelector("use").setAttribute("href", this.menu.hidden ? "#i-menu" : "#i-close");
  }

  walked(event) {
    const items = [...this.menu.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      this.close();
      byId("menu-button").focus();
    } else if (step) {
      event.preventDefault();
      items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
    }
  }

  clickedElsewhere(event) {
    if (!event.target.closest("#menu, #menu-button, #text")) this.close();
  }

  keyboard(markup) {
    const rows = markup?.keyboard ?? [];
    byId("keys").replaceChildren(...rows.map((row) => make("div", { className: "row" },
      ...row.map((key) => this.replyKey(typeof key === "string" ? { text: key } : key, markup)))));
    byId("keys-button").hidden = !rows.length;
    this.text.placeholder = markup?.input_field_placeholder || "Message";
    this.toggleKeys(rows.length > 0);
  }

  replyKey(key, markup) {
    const button = make("button", { type: "button" }, key.request_location ? icon("pin") : null, key.text);
    button.addEventListener("click", () => {
      if (markup.one_time_keyboard) this.toggleKeys(false);
      if (key.request_location) this.actions.location();
      else this.actions.say(key.text);
    });
    return button;
  }

  toggleKeys(shown) {
    byId("keys").hidden = !shown;
    byId("keys-button").ariaExpanded = String(shown);
  }
}
