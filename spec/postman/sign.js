// Signs the request (SDK-HMAC-SHA256) where the variables `ak` and `sk` are set, and sends no token then.
// A request with an authorization of its own is left alone.
(() => {
  const CryptoJS = require("crypto-js");
  const { RequestAuth } = require("postman-collection");

  const read = (name) => pm.variables.replaceIn(pm.variables.get(name) || "");
  const filled = (text) => pm.variables.replaceIn(String(text === null || text === undefined ? "" : text));
  const encoded = (text) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (sign) => "%" + sign.charCodeAt(0).toString(16).toUpperCase());
  // What is no encoding stays as it is, which leaves the rest of a text alone.
  const decoded = (text) => text.replace(/(?:%[0-9A-F]{2})+/gi, (signs) => {
    try {
      return decodeURIComponent(signs);
    } catch (error) {
      return signs;
    }
  });
  // By code points, as the service sorts.
  const compared = (one, other) => {
    const [a, b] = [Array.from(one), Array.from(other)];
    const at = a.findIndex((sign, index) => sign !== b[index]);
    return at < 0 ? a.length - b.length : b[at] === undefined ? 1 : a[at].codePointAt(0) - b[at].codePointAt(0);
  };

  const signed = (ak, sk) => {
    const request = pm.request;
    const url = request.url;
    const values = Object.create(null);
    url.variables.each((variable) => { values[variable.key] = filled(variable.value); });
    const base = filled((url.protocol ? url.protocol + "://" : "") + [].concat(url.host || []).join(".") + (url.port ? ":" + url.port : ""));
    const [, scheme, authority, begin] = /^(?:(https?):\/\/)?([^/?#]*)([^?#]*)/i.exec(base);
    const host = authority.toLowerCase().replace((scheme || "http").toLowerCase() === "https" ? /:443$/ : /:80$/, "");
    const segments = [].concat(url.path || []).map((segment) =>
      segment[0] === ":" && segment.slice(1) in values ? values[segment.slice(1)] : filled(segment));
    const path = (begin.replace(/\/$/, "") + "/" + segments.join("/"))
      .split("/").map((segment) => encoded(decoded(segment))).join("/").replace(/\/?$/, "/");
    const query = url.query.filter((pair) => !pair.disabled)
      .map((pair) => [decoded(filled(pair.key).replace(/\+/g, " ")), decoded(filled(pair.value).replace(/\+/g, " "))])
      .sort((one, other) => compared(one[0], other[0]) || compared(one[1], other[1]))
      .map(([key, value]) => encoded(key) + "=" + encoded(value)).join("&");

    let body = "";
    const hasBody = Boolean(request.body) && !request.body.disabled && !request.body.isEmpty();
    if (hasBody && request.body.mode === "raw") {
      body = filled(request.body.raw);
      request.body.update({ mode: "raw", raw: body, options: request.body.options });
    }
    const types = request.headers.filter((header) => !header.disabled && /^content-type$/i.test(header.key));
    const type = types.length ? filled(types[0].value) : "";
    const isForm = hasBody && request.body.mode !== "raw";
    const headers = { Host: host, "X-Sdk-Date": new Date().toISOString().replace(/[-:]|\.\d+/g, "") };
    if (type && !isForm) headers["Content-Type"] = type;
    if (read("security_token")) headers["X-Security-Token"] = read("security_token");
    if (read("project_id")) headers["X-Project-Id"] = read("project_id");
    if (isForm || (type && !/^application\/(json|bson)/i.test(type))) headers["X-Sdk-Content-Sha256"] = "UNSIGNED-PAYLOAD";
    const names = Object.keys(headers).sort((one, other) => compared(one.toLowerCase(), other.toLowerCase()));
    const listed = names.map((name) => name.toLowerCase()).join(";");
    const canonical = [
      request.method.toUpperCase(),
      path,
      query,
      names.map((name) => name.toLowerCase() + ":" + headers[name].trim() + "\n").join(""),
      listed,
      headers["X-Sdk-Content-Sha256"] || CryptoJS.SHA256(body).toString(),
    ].join("\n");
    const text = ["SDK-HMAC-SHA256", headers["X-Sdk-Date"], CryptoJS.SHA256(canonical).toString()].join("\n");
    const signature = CryptoJS.HmacSHA256(text, sk).toString();
    headers.Authorization = `SDK-HMAC-SHA256 Access=${ak}, SignedHeaders=${listed}, Signature=${signature}`;
    return headers;
  };

  if (read("ak") && read("sk") && !pm.request.auth) {
    const headers = signed(read("ak"), read("sk"));
    delete headers.Host;
    Object.keys(headers).forEach((name) => pm.request.headers.upsert({ key: name, value: headers[name] }));
    pm.request.auth = new RequestAuth({ type: "noauth" });
  }
})();
