//! A token, or the signature of a key (SDK-HMAC-SHA256), on every request.

use hmac::{Hmac, KeyInit, Mac};
use progenitor_client::{ClientHooks, Error, OperationInfo};
use reqwest::{Request, Url, header::HeaderValue};
use sha2::{Digest, Sha256};

use crate::api::Client;

#[derive(Clone, Debug)]
pub enum Credentials {
    Token(String),
    Key { access: String, secret: String },
}

impl ClientHooks<Credentials> for Client {
    async fn pre<E>(&self, request: &mut Request, _: &OperationInfo) -> Result<(), Error<E>> {
        let wrong = |error: &dyn std::fmt::Display| Error::Custom(error.to_string());
        let headers = match progenitor_client::ClientInfo::inner(self) {
            Credentials::Token(token) => vec![("x-auth-token", token.clone())],
            Credentials::Key { access, secret } => signed(request, access, secret),
        };
        for (name, value) in headers {
            let value = HeaderValue::from_str(&value).map_err(|error| wrong(&error))?;
            request.headers_mut().insert(name, value);
        }
        Ok(())
    }
}

fn signed(request: &Request, access: &str, secret: &str) -> Vec<(&'static str, String)> {
    let date = chrono::Utc::now().format("%Y%m%dT%H%M%SZ").to_string();
    let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
    let url = request.url();
    let canonical = [
        request.method().to_string(),
        path(url),
        query(url),
        format!("host:{}\nx-sdk-date:{date}\n", url.authority()),
        "host;x-sdk-date".to_string(),
        digest(body),
    ]
    .join("\n");
    let text = format!("SDK-HMAC-SHA256\n{date}\n{}", digest(canonical.as_bytes()));
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length");
    let signature = hex(&mac.chain_update(text).finalize().into_bytes());
    let value = format!("SDK-HMAC-SHA256 Access={access}, SignedHeaders=host;x-sdk-date, Signature={signature}");
    vec![("x-sdk-date", date), ("authorization", value)]
}

fn path(url: &Url) -> String {
    let segments = url.path().split('/').filter(|segment| !segment.is_empty());
    segments.fold("/".to_string(), |path, segment| path + segment + "/")
}

fn query(url: &Url) -> String {
    let mut pairs: Vec<String> =
        url.query_pairs().map(|(name, value)| format!("{}={}", escaped(&name), escaped(&value))).collect();
    pairs.sort();
    pairs.join("&")
}

/// Escapes all but letters, digits and `-`, `.`, `_`, `~`.
fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |escaped, octet| match octet {
        b'-' | b'.' | b'_' | b'~' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => escaped + &(octet as char).to_string(),
        _ => escaped + &format!("%{octet:02X}"),
    })
}

fn digest(text: &[u8]) -> String {
    hex(&Sha256::digest(text))
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
