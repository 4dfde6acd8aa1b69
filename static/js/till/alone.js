/** One tab at a time: the others wait for their turn. */
const NAME = "consign-till";
const LEASE_MS = 15_000;
const LOOK_MS = 500;

/**
 * Runs `act(stillHere)` when no other tab runs its own, and resolves with what it gives.  `act` calls
 * `stillHere` at each step.  Where a browser has no locks, a note in localStorage that runs out
 * stands in; if two tabs both send after all, the server takes each key once.
 */
export function alone(act) {
  return navigator.locks ? navigator.locks.request(NAME, () => act(() => {})) : leased(act);
}

async function leased(act) {
  const me = Math.random().toString(36).slice(2);
  const note = () => localStorage.setItem(NAME + ".sender", `${me} ${Date.now() + LEASE_MS}`);
  while (isTaken(me)) await new Promise((go) => setTimeout(go, LOOK_MS));
  note();
  try {
    return await act(note);
  } finally {
    localStorage.removeItem(NAME + ".sender");
  }
}

function isTaken(me) {
  const [owner, until] = localStorage.getItem(NAME + ".sender")?.split(" ") ?? [];
  const left = Number(until) - Date.now();
  // A clock that was put back does not make a lease longer.
  return owner !== undefined && owner !== me && left > 0 && left <= LEASE_MS;
}
