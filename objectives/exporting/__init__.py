"""Lists as files that take longer than a page may: `running` makes one in a task.

An `Export` says which list it is, and for whom; the file ends up in it. What is in it
is what its author may see at that time.
"""
