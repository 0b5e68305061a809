"""The pages: plain HTML that needs no script, loads nothing from elsewhere and can be printed. One file a story."""
