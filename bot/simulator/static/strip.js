/* The demo's control strip: clock, waiting entries, counters, readers and blocking. */
import { get, post } from "./api.js";
import { byId, icon, make } from "./elements.js";
import { face, line, place, wall } from "./moments.js";
import { toast } from "./notices.js";

const HOUR_MS = 3_600_000;
const LABELS = { digests: "Digests", alerts: "Alerts", queued: "In the queue", next_digest: "Next digest" };
const WIDE = matchMedia("(min-width: 900px)");

export class Strip {
  constructor(clock, reader, actions) {
    Object.assign(this, { clock, reader, actions, shown: "" });
    byId("jump-morning").addEventListener("click", () => this.set(this.controls.morning.at));
    byId("jump-hour").addEventListener("click", () => this.set(new Date(clock.now().getTime() + HOUR_MS).toISOString()));
    byId("clock-form").addEventListener("submit", (event) => { event.preventDefault(); this.set(byId("clock-at").value); });
    byId("reader-form").addEventListener("submit", (event) => { event.preventDefault(); this.add(); });
    byId("block").addEventListener("click", () => actions.block());
    WIDE.addEventListener("change", () => this.fit());
    this.fit();
    setInterval(() => this.tick(), 250);
  }

  fit() {
    byId("strip").open = WIDE.matches;
  }

  show(controls) {
    this.controls = controls;
    this.clock.zone = controls.zone;
    this.clock.set(controls.now);
    byId("jump-morning").textContent = controls.morning.label;
    byId("waiting").replaceChildren(...this.entries(controls.waiting));
    byId("status").replaceChildren(...Object.entries(controls.status).flatMap((pair) => this.counter(...pair)));
    if (!byId("clock-at").value) byId("clock-at").value = wall(this.clock.now(), controls.zone);
    this.guide();
    this.tick();
  }

  tick() {
    const { zone } = this.clock;
    const now = face(this.clock.now(), zone);
    if (this.shown === now.seconds + now.date) return;
    this.shown = now.seconds + now.date;
    byId("clock-line").textContent = `${line(this.clock.now(), zone)} ${place(zone)}`;
    byId("clock-time").replaceChildren(now.time, make("small", { textContent: `:${now.seconds}` }));
    byId("clock-date").textContent = `${now.date}, ${place(zone)}`;
  }

  async set(at) {
    await this.asked(() => post("/demo/clock", { at }));
    byId("clock-at").value = wall(this.clock.now(), this.clock.zone);
    if (!WIDE.matches) byId("strip").open = false;
  }

  entries(waiting) {
    if (!waiting.length) return [make("li", { className: "none", textContent: "All sample entries are published." })];
    return waiting.map((entry) => this.entry(entry));
  }

  entry({ uri, headline, kind, urgency }) {
    const button = make("button", { type: "button", textContent: "Publish", ariaLabel: `Publish: ${headline}` });
    button.addEventListener("click", () => {
      button.disabled = true;
      this.asked(() => post("/demo/publish", { uri })).finally(() => { button.disabled = false; });
    });
    const note = make("small", {}, make("i", { className: `dot ${kind}` }), `${kind} · ${weight(urgency)}`);
    return make("li", {}, make("div", {}, make("span", { textContent: headline }), note), button);
  }

  counter(name, value) {
    const isMoment = name.startsWith("next_") && value;
    const shown = isMoment ? line(new Date(value), this.clock.zone) : value ?? "none";
    return [make("dt", { textContent: LABELS[name] || name.replaceAll("_", " ") }), make("dd", { textContent: shown })];
  }

  async asked(act) {
    try {
      const controls = await act();
      if (controls.now) this.show(controls);
    } catch (error) {
      toast(error.message);
    }
  }

  async listReaders() {
    const readers = await get("/demo/readers");
    byId("readers").replaceChildren(...readers.map((reader) => this.readerRow(reader)));
  }

  readerRow({ id, name, language }) {
    const label = `${name} (${language || "no language"})`;
    if (id === this.reader.id) return make("li", {}, make("b", { textContent: label }), " this tab");
    return make("li", {}, make("a", { href: `/?reader=${id}`, target: `reader-${id}`, title: "Opens a tab" }, label, icon("out")));
  }

  async add() {
    const language = byId("reader-language").value;
    await this.asked(() => post("/demo/readers", { language }));
    await this.listReaders();
  }

  blocked(blocked) {
    byId("block").textContent = blocked ? "Unblock the bot" : "Block the bot";
  }

  /** One sentence on what a newcomer does next, and two words for the folded bar; empty when they have seen it all. */
  guide() {
    const [sentence, label] = this.controls ? this.nextStep() : ["", "Demo"];
    byId("guide").textContent = sentence;
    byId("guide").hidden = !sentence;
    byId("next-step").textContent = label;
    return sentence;
  }

  nextStep() {
    const { status, waiting, morning } = this.controls;
    const arrives = `${morning.label}: the morning digest arrives.`;
    if (this.actions.isNew()) return [`Press START, then set the clock to ${arrives}`, "Demo"];
    if (!status.digests) return [`Set the clock to ${arrives}`, "Set the clock"];
    if (!status.alerts && waiting.length) return ["Publish a waiting entry: urgent ones arrive as an alert.", "Publish an entry"];
    return ["", "Demo"];
  }
}

function weight(urgency) {
  if (urgency <= 2) return "flash";
  return urgency <= 4 ? "alert" : "waits for the digest";
}
