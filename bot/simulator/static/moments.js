/* Moments as the newsroom's wall clock shows them, and the demo clock that ticks between two answers. */

const formats = new Map();

function parts(date, zone) {
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, weekday: "long", day: "numeric", month: "long", year: "numeric",
      hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
    }));
  }
  return Object.fromEntries(formats.get(zone).formatToParts(date).map(({ type, value }) => [type, value]));
}

const at = (unix) => new Date(unix * 1000);
const short = (word) => word.slice(0, 3);

export const place = (zone) => zone.split("/").pop().replaceAll("_", " ");

export function time(unix, zone) {
  const p = parts(at(unix), zone);
  return `${p.hour}:${p.minute}`;
}

export function day(unix, zone, thisYear) {
  const p = parts(at(unix), zone);
  return p.year === thisYear ? `${p.day} ${p.month}` : `${p.day} ${p.month} ${p.year}`;
}

export function year(date, zone) {
  return parts(date, zone).year;
}

export function line(date, zone) {
  const p = parts(date, zone);
  return `${short(p.weekday)} ${p.day} ${short(p.month)} ${p.year}, ${p.hour}:${p.minute}`;
}

export function face(date, zone) {
  const p = parts(date, zone);
  return { time: `${p.hour}:${p.minute}`, seconds: p.second, date: `${p.weekday} ${p.day} ${p.month} ${p.year}` };
}

/** The value of a datetime-local input. */
export function wall(date, zone) {
  const p = parts(date, zone);
  const month = String(new Date(`${p.month} 1 2000`).getMonth() + 1).padStart(2, "0");
  return `${p.year}-${month}-${p.day.padStart(2, "0")}T${p.hour}:${p.minute}`;
}

/** A date_time entity: r relative, w weekday, d or D date, t or T time. */
export function stamp(unix, format, zone, now) {
  if (format === "r") return relative(unix - now.getTime() / 1000);
  const p = parts(at(unix), zone);
  const pieces = {
    w: p.weekday, d: `${p.day} ${short(p.month)} ${p.year}`, D: `${p.day} ${p.month} ${p.year}`,
    t: `${p.hour}:${p.minute}`, T: `${p.hour}:${p.minute}:${p.second}`,
  };
  return [...format].map((letter) => pieces[letter]).filter(Boolean).join(", ");
}

function relative(seconds) {
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit);
  }
  return words.format(Math.round(seconds), "second");
}

export class DemoClock {
  constructor() {
    this.zone = "UTC";
    this.set(new Date().toISOString());
  }

  set(iso) {
    this.base = Date.parse(iso);
    this.since = performance.now();
  }

  now() {
    return new Date(this.base + performance.now() - this.since);
  }
}
