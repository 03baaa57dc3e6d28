"""The official documents of a case as plain, frozen data, and the way from that data to a PDF.

`kinds` names the documents, `parts` and the modules beside it say what each must be filled with, `compose` renders.
Nothing here reads a model: builders do that, inside the scope, and hand over only these dataclasses.
"""
