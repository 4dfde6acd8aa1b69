/** Sends one act to the server, and tells what the answer means for it. */
const SALES = "/api/v1/sales/";
const ANSWER_MS = 8000;
const LONGEST_PAUSE_MS = 300_000;
// What a gateway says of itself, not of what was sent.
const PASSING = new Set([404, 405, 408, 425, 429]);

const cookie = (name) => new RegExp(`(?:^|; )${name}=([^;]+)`).exec(document.cookie)?.[1] ?? "";

function written(act) {
  const sent_at = new Date().toISOString();
  if (act.kind === "undo") return { key: act.key, undone_at: act.made_at, sent_at };
  const queued = act.state !== "asking";
  return { ...act.body, key: act.key, sold_at: act.made_at, sent_at, queued };
}

function request(act, patience) {
  const headers = {
    Accept: "application/json",
    "Content-Type": "application/json",
    "Idempotency-Key": act.key,
    // Signing in changes it, so it is read at the last moment.
    "X-CSRFToken": cookie("csrftoken"),
  };
  if (act.seller) headers["Till-Seller"] = String(act.seller);
  return {
    method: "POST",
    headers,
    body: JSON.stringify(written(act)),
    // A page to sign in on must never pass for a success.
    redirect: "error",
    signal: AbortSignal.timeout(patience),
  };
}

function pause(header) {
  if (!header) return null;
  const ms = /^\d+$/.test(header) ? header * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS) : null;
}

function meaning({ status, ok, headers }, told) {
  // A gateway's own page is no answer of ours, whatever it says.
  if (ok) return told?.id ? { done: told } : { later: "network" };
  if (status === 401 || status === 403) {
    const stop = told?.code === "device_revoked" ? "revoked" : "signin";
    return { stop, certain: status === 401 || stop === "revoked" };
  }
  const meant = told?.code && status !== 408 && status !== 425 && status !== 429;
  if (status < 500 && (meant || !PASSING.has(status))) {
    const { code = "", detail = "", errors = {} } = told ?? {};
    return { refused: { status, code, detail, errors } };
  }
  return { later: "busy", pause: pause(headers.get("Retry-After")) };
}

/**
 * One of
 *   {done}              what the server recorded
 *   {refused}           it never will: {status, code, detail, errors}
 *   {stop, certain}     "signin" or "revoked": nobody is signed in, or not somebody who may;
 *                       `certain` when that holds for every other act too
 *   {later, pause}      "network" or "busy": again later, in `pause` ms if the server said so
 */
export async function send(act, patience = ANSWER_MS) {
  const address = act.kind === "undo" ? `${SALES}${act.sale}/undo/` : SALES;
  try {
    const answer = await fetch(address, request(act, patience));
    const told = await answer.json().catch((trouble) => {
      if (trouble.name === "SyntaxError") return null;
      throw trouble; // cut off in the middle
    });
    return meaning(answer, told);
  } catch {
    return { later: "network" };
  }
}
