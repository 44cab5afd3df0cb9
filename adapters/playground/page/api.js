// How does the page talk to the server? JSON with the page's token; news over a WebSocket that comes back by itself.

const token = document.querySelector('meta[name="playground-token"]').content;

// Something did not work; the message is for whoever is at the page.
export class Trouble extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

async function answerOf(asked) {
  let response;
  try {
    response = await asked();
  } catch {
    throw new Trouble("The playground cannot be reached. Is it still running? Nothing you typed is lost.");
  }
  let answer = null;
  try { answer = await response.json(); } catch { /* not ours, or cut off */ }
  if (!response.ok || answer === null) {
    throw new Trouble(answer?.error ?? `The playground answered with an error (${response.status}). Please try again.`, response.status);
  }
  return answer;
}

export function get(path, query = {}) {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== null && value !== undefined));
  return answerOf(() => fetch(`/playground/${path}${search.size ? `?${search}` : ""}`, { cache: "no-store" }));
}

export function post(path, body) {
  const headers = { "Content-Type": "application/json", "X-Playground-Token": token };
  return answerOf(() => fetch(`/playground/${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

// Calls `news` for each, `back` after every connection (the first as well), `lost` when one has ended.
export function listen({ news, back, lost }) {
  const longest = 8000;
  let wait = 250;
  const connect = () => {
    const socket = new WebSocket(`ws://${location.host}/playground/live`);
    socket.onopen = () => { wait = 250; back(); };
    socket.onmessage = (event) => news(JSON.parse(event.data));
    socket.onclose = () => {
      lost();
      setTimeout(connect, wait + Math.random() * 200);
      wait = Math.min(longest, wait * 2);
    };
  };
  connect();
}
