"""One module per record type; each has `find(doc) -> list[Record]`, and its docstring is the clinical definition."""
