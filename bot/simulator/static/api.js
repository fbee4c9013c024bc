/* The demo's JSON routes; a refusal becomes an Error with the server's sentence. */

async function answered(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error || `The demo answered ${response.status}.`);
  return body;
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("The demo does not answer. Is it still running?");
  }
  return answered(response);
}

/** The chat that this page shows, for queries; empty for the reader's own. */
export const place = new URLSearchParams(location.search).get("chat") || "";

export const get = (path) => ask(path);

export const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
