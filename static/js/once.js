/** Forms marked data-once are sent once, however often their button is tapped. */
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.ariaBusy) return event.preventDefault();
    form.ariaBusy = "true";
    if (event.submitter) event.submitter.ariaBusy = "true";
  });
}
// A page the browser kept whole may be sent again.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
