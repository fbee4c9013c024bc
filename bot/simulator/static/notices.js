/* What appears over the chat: a passing line, an alert to confirm, the choice of a place. */
import { byId } from "./elements.js";

const TOAST_MS = 4000;
let hiding;

export function toast(text) {
  const node = byId("toast");
  node.textContent = text;
  node.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { node.hidden = true; }, TOAST_MS);
}

export function alert(text) {
  byId("alert-text").textContent = text;
  if (!byId("alert").open) byId("alert").showModal();
}

/** The chosen [latitude, longitude], or null. */
export function chooseCity() {
  const dialog = byId("cities");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue ? dialog.returnValue.split(",").map(Number) : null);
    }, { once: true });
  });
}
