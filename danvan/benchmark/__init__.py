"""Parts of `manage.py bench`: growing the sample year, its pages, measured processes."""
