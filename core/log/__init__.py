"""What happened: the chained log, its seals and marks, its verification, notices and downloads."""
