"""What every request meets: middleware, rate limits, health, faults, pages of rows."""
