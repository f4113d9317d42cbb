"""Papers that are given out: drawn once from a decision's seal, handed down to be kept, and never drawn differently."""
