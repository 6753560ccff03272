"""What stands around the pages: headers, and what is said of an unforeseen error."""
