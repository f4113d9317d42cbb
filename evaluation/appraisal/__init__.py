"""What every later step reads: the report, its evidence, conflicts, the queue, marks of the log."""
