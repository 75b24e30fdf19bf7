"""The facts editions of references that come with the package, each folder with its configuration."""
