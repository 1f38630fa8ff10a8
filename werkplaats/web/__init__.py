"""What every page needs and no feature owns: two languages, base form, error pages, headers, the log line."""
