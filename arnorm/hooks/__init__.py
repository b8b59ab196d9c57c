"""Libraries of language processing, one file for each: import the one that you use, and it loads that library alone.

Each gives what that library asks for (a tokenizer, a transformer, a step of a pipeline) with the results of arnorm.
What ``profile`` and ``policy`` take is as in `arnorm.engines`.
"""
