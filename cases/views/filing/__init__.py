"""Pages of filing: begin, task list, one page per section, check, confirmation, start page, public status."""
