"""The practice ward: sample data to walk a whole year on, made by the same services real people use.

`loading.load()` is called by `manage.py load_practice_ward`. Each registration is a story (`registering`,
`appraising`) told from its first draft to where it stands today; `diary` plays all stories in the order of their days,
so that the log reads as if people had worked for three months. What is told stands in `registrations.tsv`,
`themes.toml` and `words.toml`; units and last year's models come from `fixtures/`. Every name is invented.
"""
