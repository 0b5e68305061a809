"""The public site: files that any web server can hand out, or a USB stick carry."""
