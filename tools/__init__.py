"""Commands for maintainers: they build the data that `rulesets/` ships."""
