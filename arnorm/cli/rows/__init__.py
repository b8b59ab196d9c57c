"""How the rows of each format go through: what is text in them is changed, and all else stays as it is.

A module for each format, with a function ``convert`` that reads an input, hands the texts of its rows to a
`arnorm.cli.work.Work`, writes the rows with what came back, and keeps an `arnorm.cli.accounts.Account`.
"""
