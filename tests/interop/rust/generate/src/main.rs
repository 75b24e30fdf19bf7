//! Writes a client of an OpenAPI document, as a build script with progenitor would: `generate DOCUMENT FILE`.

use std::error::Error;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(document), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("usage: generate DOCUMENT FILE".into());
    };
    let api: openapiv3::OpenAPI = serde_json::from_str(&fs::read_to_string(document)?)?;
    let mut settings = progenitor_impl::GenerationSettings::default();
    settings.with_inner_type("crate::credentials::Credentials".parse()?);
    let tokens = progenitor_impl::Generator::new(&settings).generate_tokens(&api)?;
    fs::write(file, prettyplease::unparse(&syn::parse2(tokens)?))?;
    Ok(())
}
