"""Official files and tables that people bring, read into the tables of the product."""
