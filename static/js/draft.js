// What was typed for a new piece, and its photos, kept on this device until it is registered.
//
// IndexedDB `consign-drafts`: `words` what was typed, with the key the form is sent under; `photos`
// its shrunk pictures.  Both by person, project and the piece it is like.  The key is kept with
// them: sent again after a broken line, it is still one piece.  The page of a piece says under which
// key it was made, and the draft of that key is over.  Signing out throws all of them away.
const NAME = "consign-drafts";
const STORES = ["words", "photos"];
const QUIET_MS = 250;
const PATIENCE_MS = 2000;
const KEPT_MS = 30 * 24 * 3600 * 1000;

let opening = null;

function opened() {
  opening ??= new Promise((answer, refuse) => {
    // Some browsers never answer where they do not want to keep anything.
    setTimeout(() => refuse(new Error("the storage does not open")), PATIENCE_MS);
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store);
    };
    request.onsuccess = () => answer(request.result);
    request.onerror = () => refuse(request.error);
  });
  return opening;
}

/** `act` gets both stores; the answer comes once everything is written for good. */
async function transact(mode, act) {
  const transaction = (await opened()).transaction(STORES, mode);
  const asked = act(...STORES.map((name) => transaction.objectStore(name)));
  return new Promise((answer, refuse) => {
    transaction.oncomplete = () => answer(asked?.map((request) => request.result));
    transaction.onabort = () => refuse(transaction.error);
  });
}

const read = (id) => transact("readonly", (words, photos) => [words.get(id), photos.get(id)]);
const forget = (id) => transact("readwrite", (...all) => void all.forEach((one) => one.delete(id)));
const forgetAll = () => transact("readwrite", (...all) => void all.forEach((one) => one.clear()));

/** Drafts that became a piece under this key, and those nobody has come back to. */
async function forgetDone(key) {
  const old = Date.now() - KEPT_MS;
  const [ids, drafts] = await transact("readonly", (words) => [words.getAllKeys(), words.getAll()]);
  for (const [index, draft] of drafts.entries()) {
    if (draft.key === key || draft.at < old) await forget(ids[index]);
  }
}

class Draft {
  constructor(form) {
    this.form = form;
    this.id = form.dataset.draft;
    this.said = form.querySelector("[data-draft-said]");
    this.photos = [];
    this.timer = 0;
    form.addEventListener("input", (event) => this.changed(event));
    form.addEventListener("photos", ({ detail }) => this.pictured(detail));
    form.querySelector("[data-start-afresh]").addEventListener("click", () => this.startAfresh());
    // A page that is left in a hurry is written down at once.
    document.addEventListener("visibilitychange", () => document.hidden && this.timer && this.keep());
  }

  get fields() {
    return [...this.form.elements].filter(
      (field) => field.name && !["file", "hidden", "submit"].includes(field.type),
    );
  }

  get values() {
    const chosen = this.fields.filter((field) => field.type !== "radio" || field.checked);
    return Object.fromEntries(chosen.map((field) => [field.name, field.value]));
  }

  /** Rates and numbers are there before anybody types. */
  get isEmpty() {
    const typed = this.fields.filter((field) => ["text", "textarea"].includes(field.type));
    return !this.photos.length && typed.every((field) => !field.value.trim());
  }

  changed({ target }) {
    if (target.type === "file") return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), QUIET_MS);
  }

  pictured(photos) {
    this.photos = photos;
    this.keep(true);
  }

  async keep(pictures = false) {
    clearTimeout(this.timer);
    this.timer = 0;
    try {
      if (this.isEmpty) await forget(this.id);
      else await this.write(pictures);
      this.say(this.isEmpty ? "" : this.said.dataset.textKept);
    } catch {
      this.say(this.said.dataset.textFailed);
    }
  }

  write(pictures) {
    const draft = { key: this.form.elements.key.value, at: Date.now(), values: this.values };
    return transact("readwrite", (words, photos) => {
      words.put(draft, this.id);
      if (pictures) photos.put(this.photos, this.id);
    });
  }

  /** Said once, so that nobody who listens hears it after every word. */
  say(text) {
    if (this.said.textContent === text) return;
    this.said.textContent = text;
    this.said.hidden = !text;
  }

  async restore() {
    const [draft, photos] = await read(this.id);
    if (!draft || draft.at < Date.now() - KEPT_MS) return;
    if ("answered" in this.form.dataset) {
      this.restorePhotos(photos);
      // The page may have come back with another key: the draft goes on under it.
      return this.keep();
    }
    this.form.elements.key.value = draft.key;
    for (const field of this.fields) this.fill(field, draft.values[field.name]);
    this.restorePhotos(photos);
    this.form.querySelector("[data-draft-restored]").hidden = false;
  }

  fill(field, value) {
    if (value === undefined) return;
    if (field.type === "radio") field.checked = field.value === value;
    else if (field.value !== value) {
      field.value = value;
      field.closest("details")?.setAttribute("open", "");
    }
  }

  /** After a refusal the words are in the page already; photos no server can put back. */
  restorePhotos(photos) {
    if (!photos?.length) return;
    this.photos = photos;
    this.form.dispatchEvent(new CustomEvent("photos-back", { detail: photos }));
    this.form.querySelector("[data-photos-lost]")?.remove();
  }

  async startAfresh() {
    clearTimeout(this.timer);
    await forget(this.id).catch(() => {});
    this.form.reset();
    location.reload();
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const draft = new Draft(form);
  draft.restore().catch(() => draft.say(draft.said.dataset.textFailed));
}

const done = document.querySelector("[data-draft-done]");
if (done) forgetDone(done.dataset.draftDone).catch(() => {});

// A shared phone: whoever signs out leaves nothing behind.
for (const form of document.querySelectorAll("form[data-forgets-drafts]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await forgetAll().catch(() => {});
    form.submit();
  });
}

// A page the browser kept whole may belong to a piece that is registered by now.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && document.querySelector("form[data-draft]")) location.reload();
});
