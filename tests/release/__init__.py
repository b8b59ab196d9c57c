"""Programs that show what is published: the same bytes twice, what comes from elsewhere, commands that work."""
