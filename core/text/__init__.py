"""Vietnamese text: normal forms, formatting, near names, passages and differences."""
