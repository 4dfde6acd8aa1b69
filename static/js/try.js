/** Works terms out while they are moved: asks for what follows and puts it where it belongs. */
const form = document.querySelector("[data-try]");
const EVERY = 100; // milliseconds between two questions, however fast a hand is
const AT_REST = 400; // until the address follows: browsers count how often it is written
const LANGUAGE = document.documentElement.lang;

let waiting, resting, asking;

/** What a hand typed, as a number: NaN when it is none. */
const numberIn = (text) => Number.parseFloat(text.replace(/[^\d.,-]/g, "").replace(",", "."));

const written = (value, decimals) =>
  value.toLocaleString(LANGUAGE, {
    useGrouping: false,
    minimumFractionDigits: decimals,
    maximumFractionDigits: 2,
  });

function part(name) {
  return document.querySelector(`[data-part="${name}"]`);
}

/** Says at a field what is wrong with it; one that is folded away comes out. */
function mark(name, isWrong) {
  for (const input of form.querySelectorAll(`[name="${name}"]`)) {
    if (!isWrong) {
      input.removeAttribute("aria-invalid");
      continue;
    }
    input.setAttribute("aria-invalid", "true");
    const fold = input.closest("details");
    if (fold) fold.open = true;
  }
}

function show(text) {
  const answer = new DOMParser().parseFromString(text, "text/html");
  for (const fresh of answer.querySelectorAll("[data-part]")) {
    const name = fresh.dataset.part;
    if (name.startsWith("wrong-")) mark(name.slice("wrong-".length), fresh.children.length > 0);
    part(name)?.replaceChildren(...fresh.childNodes);
  }
}

async function ask() {
  waiting = undefined;
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const asked = new URLSearchParams(new FormData(form));
  asked.set("only", "result");
  try {
    const answer = await fetch(`${form.action}?${asked}`, { signal });
    if (answer.status >= 500) throw new Error(answer.statusText);
    const text = await answer.text();
    if (!signal.aborted) show(text);
  } catch {
    if (!signal.aborted) part("said").textContent = part("glance").textContent = form.dataset.textFailed;
  }
}

function changed() {
  waiting ??= setTimeout(ask, EVERY);
  clearTimeout(resting);
  resting = setTimeout(() => {
    history.replaceState(null, "", `?${new URLSearchParams(new FormData(form))}`);
  }, AT_REST);
}

/** Ties a slider to the field it moves; the field may go beyond where the slider ends. */
function tie(slider) {
  const field = document.getElementById(slider.dataset.moves);
  const unit = field.nextElementSibling.textContent;
  const follow = () => {
    const value = numberIn(field.value);
    if (Number.isFinite(value)) slider.value = value;
    slider.setAttribute("aria-valuetext", `${field.value} ${unit}`);
  };
  slider.addEventListener("input", () => {
    field.value = written(slider.valueAsNumber, Number(slider.dataset.decimals));
    slider.setAttribute("aria-valuetext", `${field.value} ${unit}`);
  });
  field.addEventListener("input", follow);
  follow();
  slider.hidden = false;
}

for (const slider of form.querySelectorAll("[data-moves]")) tie(slider);
form.addEventListener("input", changed);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  changed();
});
form.querySelector("[data-without-script]").hidden = true;
