"""Find what names the parties of a case in a text, propose what stands in its place, and tell what is left.

Plain functions on texts: nothing here asks the database or knows a request.
"""
