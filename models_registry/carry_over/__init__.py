"""Last year's models: kept up, improved or stopped."""
