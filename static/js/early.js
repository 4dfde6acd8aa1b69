// On a slow network people are quicker than our scripts.

/**
 * Whether files were chosen before anybody listened.  Those a browser puts back by itself, when a
 * page is opened again, were dealt with before: they are none.
 */
export function chosenEarly(input) {
  const [opening] = performance.getEntriesByType("navigation");
  return input.files.length > 0 && opening?.type === "navigate";
}
