/**
 * A form marked data-steps is sent again and again until the work behind it is done; each answer says how far it is.
 * Without this script its button takes one step and shows the page again.
 */
const PAUSE = 150;

for (const form of document.querySelectorAll("form[data-steps]")) {
  const [bar, done, stopped, button] = ["progress", "[data-done]", "[data-stopped]", "[data-go]"].map((part) =>
    form.querySelector(part),
  );
  let going = false;

  async function step() {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect") return location.reload();
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    bar.value = told.done;
    done.textContent = told.done;
    if (told.next) return location.assign(told.next);
    setTimeout(go, PAUSE);
  }

  async function go() {
    going = stopped.hidden = button.hidden = true;
    try {
      await step();
    } catch {
      going = stopped.hidden = button.hidden = false;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!going) go();
  });
  go();
}
