// Copied from apiscribe; do not edit.
/** What of a request or an answer may be shown: secrets are replaced by `***`. */

export const HIDDEN = "***";

const SECRET_PART =
  /password|passwd|passphrase|pwd|secret|token|signature|credential|accesskey|privatekey|apikey|authorization|cookie/;
const SECRET_NAMES: ReadonlySet<string> = new Set(["ak", "sk", "auth", "sig"]);
const MAX_SEARCHED = 10_000;
const MIN_SECRET = 4;

/** A name in quotes or bare, `:` or `=`, and the value: in quotes (perhaps cut off), bare, or how a list begins. */
const NAMED =
  /((?:\\?"([^"\\]{1,100})\\?"|'([^'\\]{1,100})'|([\w.$@%-]{2,100}))\s*[:=]\s*)(\\?"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,;&<>{}[\]"']+|\[[^\]]*\]?)/g;

/** Tell whether what goes by this name (of a header, a parameter, a field) is not to be shown. */
export function isSecret(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "");
  return SECRET_NAMES.has(plain) || SECRET_PART.test(plain);
}

/** Give the address without the user in front of the host and without the values of secret parameters. */
export function redactUrl(url: string): string {
  const shown = url.replace(/\/\/[^/?#]*@/, `//${HIDDEN}@`);
  const [head = "", ...rest] = shown.split("?");
  if (rest.length === 0) return head;
  const query = rest.join("?").replace(/([^?&;#=]+)=([^&;#]*)/g, (pair: string, name: string) =>
    isSecret(decoded(name)) ? `${name}=${HIDDEN}` : pair,
  );
  return `${head}?${query}`;
}

/** Give the beginning of a text without the given secrets, and without values whose name says that they are some. */
export function redactText(text: string, secrets: Iterable<string> = []): string {
  return withoutSecrets(text.slice(0, MAX_SEARCHED), secrets)
    .replace(NAMED, (found: string, head: string, double?: string, single?: string, bare?: string) =>
      isSecret(decoded(double ?? single ?? bare ?? "")) ? head + HIDDEN : found,
    )
    .replace(/\b(bearer|basic)\s+[\w.+/=~-]{8,}/gi, `$1 ${HIDDEN}`);
}

/** Give the whole text without the given secrets. */
export function withoutSecrets(text: string, secrets: Iterable<string>): string {
  let shown = text;
  for (const secret of [...new Set(secrets)].sort((one, other) => other.length - one.length)) {
    if (secret.length >= MIN_SECRET) shown = shown.split(secret).join(HIDDEN);
  }
  return shown;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}
