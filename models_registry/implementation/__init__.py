"""Received models at work: milestones, news, what stands still."""
