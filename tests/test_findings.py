"""Findings of a pathology note: margins, invasion, nodes and the other items of a cancer protocol."""
