"""What several pages share: the frame of a page, pickers, maps, charts, tables, downloads."""
