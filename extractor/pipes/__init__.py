"""The components of the pipeline, each usable by itself in a spaCy pipeline."""
