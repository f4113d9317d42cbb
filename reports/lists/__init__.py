"""The lists of the catalogue: each builds one Table for the screen, Excel and PDF alike."""
