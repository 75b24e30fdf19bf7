"""Code that is copied as it is into every generated package; one folder per target."""
