// Loads the UI. A file of its own, because the page's policy allows no inline script.
const address = (name) => document.querySelector(`meta[name="${name}"]`).content;

// The language chosen on this device, else the browser's. A browser may forbid storage.
const language = () => {
  try {
    return localStorage.getItem("ami-locale") ?? navigator.language;
  } catch {
    return navigator.language;
  }
};

const text = async (tag) => {
  const answer = await fetch(address(`ami-text-${tag}`));
  if (!answer.ok) throw new Error(`texts in ${tag}: ${answer.status}`);
  return answer.text();
};

try {
  const tag = language().toLowerCase().startsWith("es") ? "es-US" : "en-US";
  const [ui, texts] = await Promise.all([import(address("ami-js")), text(tag)]);
  // Read by the UI when it starts (`ui/src/texts.rs`).
  globalThis.amiTexts = { tag, texts };
  await ui.default({ module_or_path: address("ami-wasm") });
} catch (error) {
  console.error(error);
  document.getElementById("splash")?.setAttribute("data-failed", "true");
}
