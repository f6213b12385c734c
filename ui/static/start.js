// Loads the UI. A file of its own, because the page's policy allows no inline script.
const here = document.querySelector("script[data-wasm]");
const splash = document.getElementById("splash");

try {
  const ui = await import(here.dataset.js);
  await ui.default({ module_or_path: here.dataset.wasm });
} catch (error) {
  console.error(error);
  splash?.setAttribute("data-failed", "true");
}
