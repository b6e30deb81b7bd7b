"""Records become outputs, one module per format."""
