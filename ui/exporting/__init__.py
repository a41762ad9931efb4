"""An answer as a file to keep: Markdown, Word or PDF, all made from the same contents."""
