"""Assignment of models to scorers, final findings and the outcome of each model."""
