// Keeps the ids of what a request has made, so that the requests that follow work on it: the variable `things.id` is
// the `id` in the answer to a POST whose path ends in `things`.
(() => {
  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const last = pm.request.url.path.filter(Boolean).pop() || "";
  const begin = (last.match(/[A-Za-z0-9_]+/g) || []).join("_") + ".";
  let answer;
  try {
    answer = pm.request.method === "POST" && pm.response.code < 300 ? pm.response.json() : null;
  } catch (error) {
    return;
  }
  if (!isObject(answer)) return;
  const places = [answer].concat(Object.values(answer).filter(isObject));
  const find = (field) =>
    places.map((place) => place[field]).find((value) => typeof value === "string" || typeof value === "number");
  Object.keys(pm.collectionVariables.toObject()).filter((name) => name.startsWith(begin)).forEach((name) => {
    const field = name.slice(begin.length);
    const exact = find(field);
    const value = exact === undefined && /id$/i.test(field) ? find("id") : exact;
    if (value !== undefined) pm.collectionVariables.set(name, encodeURIComponent(value));
  });
})();
