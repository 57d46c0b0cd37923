"""The way of the database from one version of Scribe to the next."""
