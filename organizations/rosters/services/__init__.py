"""Reading, writing and undoing imported lists."""
