"""Engines that hold text in columns, one file for each: import the one that you use, and it loads that engine alone.

They add the names by which text is normalized and cut there. Where an argument is a profile, it is the name of one, a
profile, a `Normalizer` or its JSON, as `arnorm.choices` says; where it is a policy, the name of one, a policy or a
`Tokenizer`.
"""
