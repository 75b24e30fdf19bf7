"use strict";
(async () => {
  const METHODS = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];
  const MAX_DEPTH = 8;
  const byId = (id) => document.getElementById(id);

  // Every text goes through here: nothing of the document is ever read as HTML.
  const make = (name, attributes, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key in node && typeof value !== "string") node[key] = value;
      else if (value !== undefined && value !== null) node.setAttribute(key, value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  };

  // Words between backticks are code.
  const prose = (text) => make("p", {}, text.split(/`([^`]+)`/).map((part, index) => (index % 2 ? make("code", {}, part) : part)));

  const main = byId("main");
  let api;
  try {
    api = await (await fetch("/openapi.json")).json();
  } catch (error) {
    main.replaceChildren(make("p", {}, `The document cannot be read: ${error}`));
    return;
  }
  const info = api.info || {};
  document.title = `${info.title || "Reference"}: reference`;
  byId("title").textContent = info.title || "Reference";
  byId("version").textContent = info.version || "";

  const resolve = (node) => {
    for (let turn = 0; turn < 20 && node && typeof node.$ref === "string"; turn += 1) {
      node = node.$ref.replace(/^#\//, "").split("/").reduce(
        (inner, step) => (inner || {})[decodeURIComponent(step).replace(/~1/g, "/").replace(/~0/g, "~")], api);
    }
    return node && typeof node === "object" ? node : {};
  };
  const named = (node) => (node && typeof node.$ref === "string" ? node.$ref.split("/").pop() : "");

  const operations = [];
  for (const [path, item] of Object.entries(api.paths || {})) {
    const shared = resolve(item);
    for (const method of METHODS.filter((name) => shared[name])) {
      const spec = resolve(shared[method]);
      const parameters = [...(shared.parameters || []), ...(spec.parameters || [])].map(resolve);
      const id = spec.operationId || `${method} ${path}`;
      const text = [id, method, path, spec.summary, spec["x-title"], ...parameters.map((p) => p.name)].join(" ").toLowerCase();
      operations.push({ id, method, path, spec, parameters, text, tag: (spec.tags || ["Other"])[0] });
    }
  }

  // The list, by tag in the order of the document.
  const groups = new Map((api.tags || []).map((tag) => [tag.name, { title: tag["x-displayName"] || tag.name, entries: [] }]));
  for (const operation of operations) {
    if (!groups.has(operation.tag)) groups.set(operation.tag, { title: operation.tag, entries: [] });
    groups.get(operation.tag).entries.push(operation);
  }
  const list = byId("list");
  for (const group of groups.values()) {
    if (!group.entries.length) continue;
    group.count = make("span");
    for (const operation of group.entries) {
      operation.link = make("a", { href: `#${encodeURIComponent(operation.id)}`, class: operation.spec.deprecated ? "old" : "" },
        make("b", { class: `method ${operation.method}` }, operation.method.toUpperCase()),
        make("span", { title: operation.path }, operation.spec.summary || operation.id));
    }
    group.node = make("details", {}, make("summary", {}, `${group.title} `, group.count), group.entries.map((o) => o.link));
    list.append(group.node);
  }
  const search = byId("search");
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const group of groups.values()) {
      if (!group.node) continue;
      let shown = 0;
      for (const operation of group.entries) {
        operation.link.hidden = !words.every((word) => operation.text.includes(word));
        shown += operation.link.hidden ? 0 : 1;
      }
      group.count.textContent = shown;
      group.node.hidden = !shown;
      if (words.length) group.node.open = true;
    }
  };
  search.addEventListener("input", filter);
  filter();

  // Schemas: each level is made when it is opened, so that a schema may hold itself.
  const typeOf = (schema) => {
    const node = resolve(schema);
    const kind = [].concat(node.type || (node.properties ? "object" : node.items ? "array" : "any")).join(" or ");
    const inner = kind === "array" ? `array of ${typeOf(node.items || {})}` : kind;
    return named(schema) ? `${inner} (${named(schema)})` : node.format ? `${inner}, ${node.format}` : inner;
  };
  const BOUNDS = ["default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength",
    "minItems", "maxItems", "pattern", "const"];
  const facts = (schema, described) => {
    const node = resolve(schema);
    const found = BOUNDS.filter((key) => node[key] !== undefined).map((key) => `${key} ${JSON.stringify(node[key])}`);
    const values = node.enum || (node.items && resolve(node.items).enum);
    if (values) {
      const labels = node["x-enumDescriptions"] || {};
      found.push("one of " + values.map((v) => JSON.stringify(v) + (labels[v] && !described ? ` (${labels[v]})` : "")).join(", "));
    }
    return found.length ? make("div", { class: "dim" }, make("code", {}, found.join("; "))) : "";
  };
  const partsOf = (schema) => {
    const node = resolve(schema);
    if (node.items) return partsOf(node.items);
    const own = Object.entries(node.properties || {}).map(([name, value]) => [name, value, (node.required || []).includes(name)]);
    return [...own, ...(node.allOf || []).flatMap(partsOf)];
  };
  const choicesOf = (schema) => resolve(schema).oneOf || resolve(schema).anyOf || [];
  const lazily = (title, fill) => {
    const node = make("details", {}, make("summary", {}, title));
    node.addEventListener("toggle", () => { if (node.open && node.children.length === 1) node.append(...fill()); });
    return node;
  };
  const field = (name, schema, required, description) => {
    const node = resolve(schema);
    const text = description || node.description || "";
    const inner = partsOf(schema);
    return make("div", { class: "field" },
      make("b", {}, name), make("span", { class: "type" }, typeOf(schema)),
      required ? make("span", { class: "must" }, "required") : "",
      node.deprecated ? make("span", { class: "tag" }, "deprecated") : "",
      text ? prose(text) : "", facts(schema, Boolean(text)),
      inner.length ? lazily(inner.length === 1 ? "1 field" : `${inner.length} fields`, () => [make("div", { class: "inner" }, inner.map((p) => field(...p)))]) : "",
      choicesOf(schema).map((choice, index) => lazily(`choice ${index + 1}: ${typeOf(choice)}`, () => [shapeOf(choice)])));
  };
  const shapeOf = (schema) => {
    const fields = partsOf(schema);
    return make("div", { class: "card" }, make("p", { class: "dim" }, typeOf(schema)),
      fields.length ? fields.map((part) => field(...part)) : [facts(schema), choicesOf(schema).map((c) => field("choice", c))]);
  };

  const sample = (schema, depth = 0) => {
    const node = resolve(schema);
    if (node.const !== undefined) return node.const;
    if (node.enum) return node.enum[0];
    if (node.examples && node.examples.length) return node.examples[0];
    if (node.default !== undefined) return node.default;
    if (depth > MAX_DEPTH) return null;
    const choice = (node.oneOf || node.anyOf || [])[0];
    if (choice) return sample(choice, depth + 1);
    const kind = [].concat(node.type || [])[0];
    if (kind === "array") return [sample(node.items || {}, depth + 1)];
    const parts = partsOf(node);
    if (parts.length || kind === "object") {
      return Object.fromEntries(parts.filter(([, , must]) => must).map(([name, value]) => [name, sample(value, depth + 1)]));
    }
    return { integer: node.minimum ?? 1, number: node.minimum ?? 1, boolean: true, string: "string" }[kind] ?? null;
  };
  const exampleOf = (media) => {
    const first = Object.values(media.examples || {}).map(resolve).find((example) => example.value !== undefined);
    return first ? first.value : media.example !== undefined ? media.example : sample(media.schema || {});
  };
  const pretty = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
  const mediaOf = (content) => {
    const keys = Object.keys(content || {});
    const key = keys.find((name) => name.toLowerCase().includes("json")) || keys[0];
    return key ? [key, content[key] || {}] : ["", {}];
  };

  // What was typed is kept while the page is open, by the name of the parameter.
  const typed = new Map();
  const entry = (name, label, value, attributes) => {
    const input = make("input", { id: `in-${name}`, autocomplete: "off", spellcheck: false, ...attributes });
    input.value = typed.get(name) ?? value ?? "";
    input.addEventListener("input", () => typed.set(name, input.value));
    return { input, nodes: [make("label", { for: `in-${name}` }, label), input] };
  };
  const tryIt = (operation) => {
    const usable = operation.parameters.filter((p) => ["path", "query", "header"].includes(p.in));
    const inputs = usable.map((p) => ({ parameter: p, ...entry(`${p.in}-${p.name}`, p.name + (p.required ? " *" : ""),
      p.required ? sample(p.schema || {}) : "", { placeholder: p.in }) }));
    const schemes = Object.values((api.components || {}).securitySchemes || {}).map(resolve)
      .filter((s) => s.type === "apiKey" && s.in === "header" && s.name.toLowerCase() !== "authorization");
    const secrets = schemes.map((s) => ({ parameter: { in: "header", name: s.name }, ...entry(`header-${s.name}`, s.name, "", { type: "password" }) }));
    const prefer = { parameter: { in: "header", name: "Prefer" }, ...entry("header-Prefer", "Prefer", "", { placeholder: "code=404, example=…" }) };
    const all = [...inputs, ...secrets, prefer];
    const [mediaType, media] = mediaOf(resolve(operation.spec.requestBody).content);
    const body = mediaType ? make("textarea", { "aria-label": "Body", spellcheck: false }) : null;
    if (body) body.value = pretty(exampleOf(media));
    const output = make("div", { "aria-live": "polite" });
    const send = async () => {
      let path = operation.path;
      const query = new URLSearchParams();
      const headers = {};
      for (const { parameter, input } of all) {
        if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
        else if (input.value && parameter.in === "query") query.append(parameter.name, input.value);
        else if (input.value) headers[parameter.name] = input.value;
      }
      if (body && body.value) headers["Content-Type"] = mediaType;
      const target = path + (query.size ? `?${query}` : "");
      const started = performance.now();
      try {
        const options = { method: operation.method.toUpperCase(), headers, body: body && body.value ? body.value : undefined };
        const response = await fetch(target, options);
        const text = await response.text();
        let shown = text;
        try { shown = pretty(JSON.parse(text)); } catch { /* it is no JSON */ }
        const time = `${Math.round(performance.now() - started)} ms`;
        const lines = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
        output.replaceChildren(make("p", {}, make("b", {}, `${response.status} ${response.statusText}`), ` in ${time}`),
          make("pre", {}, lines), shown ? make("pre", {}, shown) : make("p", { class: "dim" }, "no body"));
      } catch (error) {
        output.replaceChildren(make("p", {}, `No answer: ${error}`));
      }
    };
    const button = make("button", { class: "main", type: "button" }, "Send");
    button.addEventListener("click", send);
    return make("section", {}, make("h3", {}, "Try it"),
      make("div", { class: "inputs" }, all.flatMap((one) => one.nodes), body ? [make("label", {}, mediaType), body] : []), button, output);
  };

  const answer = ([status, node], index) => {
    const response = resolve(node);
    const [mediaType, media] = mediaOf(response.content);
    const details = make("details", { class: "answer", open: index === 0 },
      make("summary", {}, make("b", {}, status), ` ${response.description || ""} `, mediaType ? make("span", { class: "tag" }, mediaType) : ""));
    if (media.schema) details.append(shapeOf(media.schema));
    if (media.examples) details.append(make("pre", {}, pretty(exampleOf(media))));
    return details;
  };
  const show = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const operation = operations.find((one) => one.id === id) || null;
    for (const one of operations) one.link.toggleAttribute("aria-current", one === operation);
    if (!operation) {
      main.replaceChildren(make("h2", {}, info.title || "Reference"), prose(info.description || ""),
        make("p", { class: "dim" }, `${operations.length} operations. Choose one from the list.`));
      return;
    }
    const { spec, parameters } = operation;
    const group = groups.get(operation.tag);
    group.node.open = true;
    operation.link.scrollIntoView({ block: "nearest" });
    const [mediaType, media] = mediaOf(resolve(spec.requestBody).content);
    main.replaceChildren(...[
      make("h2", {}, spec.summary || operation.id),
      make("p", { class: "dim" }, make("code", {}, operation.id), ` in ${group.title} `, spec.deprecated ? make("span", { class: "tag" }, "deprecated") : ""),
      make("div", { class: "line" }, make("b", { class: `method ${operation.method}` }, operation.method.toUpperCase()), make("span", { class: "path" }, operation.path)),
      spec.description ? prose(spec.description) : null,
      parameters.length ? make("h3", {}, "Parameters") : null,
      parameters.length ? make("div", { class: "card" }, parameters.map((p) =>
        field(`${p.name}`, p.schema || {}, p.required, `in ${p.in}${p.description ? `. ${p.description}` : ""}`))) : null,
      media.schema ? make("h3", {}, "Body ", make("span", { class: "tag" }, mediaType)) : null,
      media.schema ? shapeOf(media.schema) : null,
      tryIt(operation),
      make("h3", {}, "Answers"),
      ...Object.entries(spec.responses || {}).map(answer),
    ].filter(Boolean));
    main.scrollTop = 0;
    window.scrollTo(0, 0);
  };
  window.addEventListener("hashchange", show);
  show();
})();
