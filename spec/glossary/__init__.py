"""What fields, values and schemas mean, in our own words; one file for a service."""
