"""An ApiReference to an OpenAPI document: names, schemas, values, paths."""
