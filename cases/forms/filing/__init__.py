"""The filing form (申请书 on screen): one module per section, listed in `sections`, shown only when `conditions` say so.

A section is a `SectionForm`, often with repeatable rows. Pages, the API and the final check before submission run the
same forms; `sheets.Sheet` ties a section to the draft it is stored in.
"""
