"""The queue of the Party Building Committee and its acts on one registration."""
