"""What pages share: the view in the address bar, area picker, map, legend, banners."""
