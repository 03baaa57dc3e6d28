"""What the statements written by hand share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

# Body of a function that cuts any text (`p_text`) into all its parts of two and of three characters, for a GIN index.
# pg_trgm looks at words of letters and digits in parts of three, so 华为 has no part to look for.
GRAMS = """
declare letters text[] := string_to_array(lower(p_text), null);
declare parts text[] := '{}';
begin
  for i in 1 .. cardinality(letters) - 1 loop
    parts := parts || (letters[i] || letters[i + 1]);
    if i < cardinality(letters) - 1 then parts := parts || (letters[i] || letters[i + 1] || letters[i + 2]); end if;
  end loop;
  return parts;
end
"""


def interval(length: timedelta) -> Any:
    """Give a length of time as a statement's parameter: the driver takes it, Django's type stubs do not list it."""
    return length
