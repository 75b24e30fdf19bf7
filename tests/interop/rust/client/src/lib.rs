//! The client that progenitor wrote, as `api.rs`, and the credentials that it puts on every request.

#[allow(warnings)]
pub mod api;
pub mod credentials;
