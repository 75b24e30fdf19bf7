// What follows the viewer in one module: it has `init(document, options, element)`.
const api = JSON.parse(document.getElementById("document").textContent);
const slug = (text) => encodeURIComponent(String(text).trim().toLowerCase().replace(/[\s/]+/g, "-"));
// `#CreateThing` leads to the operation of that name, whatever address the viewer has for it.
const routes = new Map();
for (const item of Object.values(api.paths || {})) {
  for (const operation of Object.values(item || {})) {
    if (!operation || !operation.operationId) continue;
    const tag = (operation.tags || [])[0];
    routes.set(operation.operationId, `#/${tag ? `${slug(tag)}/` : ""}${slug(operation.operationId)}`);
  }
}
const follow = () => {
  let name = location.hash.slice(1);
  try {
    name = decodeURIComponent(name);
  } catch {
    // not an address that anyone wrote: as it is
  }
  const route = routes.get(name);
  if (route) location.replace(route);
};
window.addEventListener("hashchange", follow);
follow();
init(
  api,
  { router: "hash", disableTelemetry: true, sanitize: true, hideDownloadButtons: true, jsonSamplesExpandLevel: 3 },
  document.getElementById("reference"),
);
