// Loads the UI. A file of its own, because the page's policy allows no inline script.
const address = (name) => document.querySelector(`meta[name="${name}"]`).content;

try {
  const ui = await import(address("ami-js"));
  await ui.default({ module_or_path: address("ami-wasm") });
} catch (error) {
  console.error(error);
  document.getElementById("splash")?.setAttribute("data-failed", "true");
}
